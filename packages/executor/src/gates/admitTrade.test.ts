import type { AnyExecutionRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { ExecutionLimits } from '../config/executionAdapterConfig.ts';
import { FIXTURE_MINT } from '../testing/journalFixtures.ts';
import { admitTrade } from './admitTrade.ts';

const LIMITS: ExecutionLimits = {
  tradeLamportsMax: 100_000_000n,
  solReserveLamportsMin: 0n,
  openTradesMax: 2,
};
const BASE = { tokenAddress: FIXTURE_MINT, chain: 'solana' } as const;

function admit(request: AnyExecutionRequest, openTrades = 0, limits = LIMITS) {
  return admitTrade(request, limits, { openTrades });
}

describe('admitTrade', () => {
  it.each<[string, AnyExecutionRequest]>([
    ['SOL', { ...BASE, side: 'buy', amount: 0.1 }],
    ['lamports', { ...BASE, side: 'buy', amountBaseUnits: '100000000' }],
  ])('admits a buy of exactly the limit in %s', (_case, request) => {
    expect(admit(request)).toBeUndefined();
  });

  it.each<[string, AnyExecutionRequest]>([
    ['SOL', { ...BASE, side: 'buy', amount: 0.100000001 }],
    ['lamports', { ...BASE, side: 'buy', amountBaseUnits: '100000001' }],
  ])('denies a buy of one lamport more in %s', (_case, request) => {
    expect(admit(request)).toMatchObject({
      code: 'RISK__TRADE_EXCEEDS_MAXIMUM',
      context: { lamports: 100_000_001n, tradeLamportsMax: 100_000_000n },
    });
  });

  it.each([1e-10, NaN, Infinity, -1, 0, 1e30])(
    'denies a buy of %s, which it cannot read',
    (amount) => {
      expect(admit({ ...BASE, side: 'buy', amount })).toMatchObject({
        code: 'RISK__TRADE_EXCEEDS_MAXIMUM',
      });
    },
  );

  it.each<AnyExecutionRequest>([
    { ...BASE, side: 'sell', amount: 1e15 },
    { ...BASE, side: 'sell', amountBaseUnits: '18446744073709551615' },
    { ...BASE, side: 'sell', sellPortionBps: 10_000 },
  ])('traps no position: admits %j', (request) => {
    expect(admit(request)).toBeUndefined();
  });

  it('denies the trade that would be one too many, on either side', () => {
    for (const side of ['buy', 'sell'] as const) {
      expect(admit({ ...BASE, side, amount: 0.1 }, 1)).toBeUndefined();
      expect(admit({ ...BASE, side, amount: 0.1 }, 2)).toMatchObject({
        code: 'RISK__OPEN_TRADES_EXCEED_MAXIMUM',
        context: { openTrades: 2, openTradesMax: 2 },
      });
    }
  });

  it('denies nothing without limits, which only a rehearsal can be', () => {
    const request: AnyExecutionRequest = { ...BASE, side: 'buy', amount: 1e6 };
    expect(admitTrade(request, undefined, { openTrades: 1_000 })).toBeUndefined();
  });
});
