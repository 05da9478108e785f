import { describe, expect, it } from 'vitest';

import type { ExecutionLimits } from '../config/executionAdapterConfig.ts';
import { NO_ACCOUNT, NO_FIGURES, NO_POSITION } from '../journal/books/bookRows.ts';
import type { BookQuery } from '../journal/books/readBooks.ts';
import { readLimitUse } from './limitUse.ts';

const KEY = { wallet: 'w', mode: 'live' } as const;
const NOW_MS = Date.UTC(2026, 5, 6, 7, 8);
const REQUIRED = { tradeLamportsMax: 5n, solReserveLamportsMin: 1n, openTradesMax: 3 };

function read(limits: Partial<ExecutionLimits>) {
  const queries: BookQuery[] = [];
  const uses = readLimitUse(
    {
      heldPositions: () => [{ token: 'held', units: 7n, costLamports: 40n }],
      lookAt: (query) => {
        queries.push(query);
        return {
          openTrades: 2,
          position: { ...NO_POSITION, costLamports: 40n, openCostLamports: 2n },
          account: {
            ...NO_ACCOUNT,
            costLamports: 100n,
            openCostLamports: 10n,
            openLossLamports: 3n,
            openFeeLamports: 4n,
            openVolumeLamports: 5n,
            positions: 2n,
          },
          today: { ...NO_FIGURES, realisedLamports: -20n, feeLamports: 30n, volumeLamports: 70n },
          ordersInWindow: 9,
        };
      },
    },
    { limits: { ...REQUIRED, ...limits }, nowMs: NOW_MS, ...KEY },
  );
  return { uses, queries };
}

describe('readLimitUse', () => {
  it('tells of the limits that are set alone', () => {
    expect(read({}).uses.map(({ gate }) => gate)).toEqual(['openTrades', 'tradeSize']);
  });

  it('tells what the gates compare', () => {
    const { uses } = read({
      positionLamportsMax: 1n,
      exposureLamportsMax: 1n,
      positionsMax: 1,
      dailyLossLamportsMax: 1n,
      dailyVolumeLamportsMax: 1n,
      dailyFeeLamportsMax: 1n,
      ordersMax: 1,
    });
    expect(Object.fromEntries(uses.map(({ gate, used }) => [gate, used]))).toEqual({
      openTrades: 2n,
      tradeSize: undefined,
      exposure: 110n,
      positions: 2n,
      dailyLoss: 23n,
      dailyVolume: 75n,
      dailyFees: 34n,
      orderRate: 9n,
      position: 42n,
    });
    expect(uses.find(({ gate }) => gate === 'position')).toMatchObject({
      token: 'held',
      code: 'RISK__POSITION_EXCEEDS_MAXIMUM',
      side: 'buy',
      unit: 'lamports',
    });
  });

  it('counts days of the time zone that is set, and orders of the window', () => {
    const { queries } = read({ ordersMax: 1, orderWindowMs: 1_000, riskTimeZone: 'Asia/Tokyo' });
    expect(queries[0]).toMatchObject({
      dayStartMs: Date.UTC(2026, 5, 5, 15),
      ordersSinceMs: NOW_MS - 1_000,
    });
  });

  it('says that a widened gate judges both sides', () => {
    const { uses } = read({ exposureLamportsMax: 1n, alsoOnSells: ['exposure'] });
    expect(uses.find(({ gate }) => gate === 'exposure')?.side).toBe('both');
  });

  it('counts no day that won as a loss', () => {
    const uses = readLimitUse(
      {
        heldPositions: () => [],
        lookAt: () => ({
          openTrades: 0,
          position: NO_POSITION,
          account: NO_ACCOUNT,
          today: { ...NO_FIGURES, realisedLamports: 50n },
          ordersInWindow: 0,
        }),
      },
      { limits: { ...REQUIRED, dailyLossLamportsMax: 9n }, nowMs: NOW_MS, ...KEY },
    );
    expect(uses.find(({ gate }) => gate === 'dailyLoss')?.used).toBe(0n);
  });
});
