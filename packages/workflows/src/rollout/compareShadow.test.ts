import { createTokenAddress, type AnyExecutionRequest, type ExecutionResult } from '@quantbot/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compareShadow } from './compareShadow.ts';

const tokenAddress = createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');
const BUY: AnyExecutionRequest = { tokenAddress, chain: 'solana', side: 'buy', amount: 1 };
const STUB: ExecutionResult = {
  success: true,
  executedPriceText: '0.001',
  totalCostLamports: 5_000,
  simulated: true,
};
const REAL: ExecutionResult = {
  success: true,
  executedPriceText: '0.00101',
  totalCostLamports: 7_500,
  dryRun: true,
};

function compare(changes: Partial<Parameters<typeof compareShadow>[0]> = {}) {
  const base = { request: BUY, key: 'k', stub: STUB, real: REAL, atMs: 1, tookMs: 2 };
  return compareShadow({ ...base, ...changes });
}

it('tells by how much a buy would have been dearer', () => {
  expect(compare({ request: { ...BUY, strategyId: 'dca' } })).toEqual({
    key: 'k',
    atMs: 1,
    tookMs: 2,
    token: tokenAddress,
    side: 'buy',
    strategy: 'dca',
    stub: { success: true, priceText: '0.001', costLamports: 5_000 },
    real: { success: true, priceText: '0.00101', costLamports: 7_500 },
    priceDifferenceBps: 100,
    costDifferenceLamports: 2_500,
  });
});

it('calls a higher price of a sell better', () => {
  expect(compare({ request: { ...BUY, side: 'sell' } }).priceDifferenceBps).toBe(-100);
});

describe('what cannot be compared', () => {
  it('is a refusal, which is told by its code', () => {
    const real = { success: false, errorCode: 'QUOTE__NO_ROUTE' } as const;
    const record = compare({ real });
    expect(record.real).toEqual(real);
    expect(record).not.toHaveProperty('priceDifferenceBps');
    expect(record).not.toHaveProperty('costDifferenceLamports');
    expect(compare({ stub: real })).not.toHaveProperty('priceDifferenceBps');
  });

  it('is an answer that the real side made up without a node', () => {
    const real = { ...REAL, simulated: true, errorCode: 'DRYRUN__SIMULATED' } as const;
    const record = compare({ real });
    expect(record.real).toMatchObject({ success: false, errorCode: 'DRYRUN__SIMULATED' });
    expect(record).not.toHaveProperty('priceDifferenceBps');
  });

  it.each([['0'], ['-1'], ['1e-9'], ['nonsense']])('is a stub price of %s', (executedPriceText) => {
    expect(compare({ stub: { ...STUB, executedPriceText } })).not.toHaveProperty(
      'priceDifferenceBps',
    );
  });
});

it('for all prices is exact to the basis point, and bounded', () => {
  const prices = fc.bigInt({ min: 1n, max: 10n ** 18n });
  fc.assert(
    fc.property(prices, prices, (stubUnits, realUnits) => {
      const text = (units: bigint): string => `0.${String(units).padStart(20, '0')}`;
      const record = compare({
        stub: { ...STUB, executedPriceText: text(stubUnits) },
        real: { ...REAL, executedPriceText: text(realUnits) },
      });
      const exact = ((realUnits - stubUnits) * 10_000n) / stubUnits;
      const bound = 1_000_000_000n;
      expect(record.priceDifferenceBps).toBe(Number(exact > bound ? bound : exact));
    }),
  );
});
