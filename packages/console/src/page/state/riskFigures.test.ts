import { expect, it } from 'vitest';

import { NOW_MS, tradeOf } from '../testing/trades.ts';
import { riskFigures } from './riskFigures.ts';

it('adds up what is held and what open live trades may take', () => {
  const trades = [
    tradeOf({ key: 'a', reservedLamports: '507049280', createdAtMs: NOW_MS - 9000 }),
    tradeOf({ key: 'b', reservedLamports: '1', attemptStatus: 'in_doubt' }),
    tradeOf({ key: 'dry', mode: 'dry', reservedLamports: '1000' }),
    tradeOf({ key: 'settling', status: 'settling', reservedLamports: '1000', createdAtMs: 1 }),
    tradeOf({ key: 'ended', status: 'filled', reservedLamports: '1000' }),
  ];
  const positions = [
    { token: 'x', baseUnits: '1', costLamports: '1002054333' },
    { token: 'y', baseUnits: '1', costLamports: 7 },
  ];
  expect(riskFigures(trades, positions)).toEqual({
    heldLamports: 1_002_054_340n,
    reservedLamports: 507_049_281n,
    movingTrades: 3,
    settlingTrades: 1,
    doubtfulTrades: 1,
    oldestAtMs: NOW_MS - 9000,
  });
});

it('risks nothing when nothing is held and nothing is open', () => {
  expect(riskFigures([], [])).toMatchObject({ heldLamports: 0n, oldestAtMs: undefined });
});
