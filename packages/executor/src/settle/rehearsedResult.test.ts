import { expect, it } from 'vitest';

import { startTrade } from '../journal/tradeRecord.ts';
import { FIXTURE_NOW_MS, fixtureReceived } from '../testing/journalFixtures.ts';
import { buyPlan, madeUpQuote, sellPlan } from '../testing/tradeFixtures.ts';
import { rehearsedResult } from './rehearsedResult.ts';

function tradeOf() {
  const event = fixtureReceived({ mode: 'dry' });
  return startTrade({ tradeId: 'trade-1', version: 1, atMs: FIXTURE_NOW_MS, event }, event);
}

it('answers a buy with the quote, the costs it would have had and a made-up signature', () => {
  const plan = buyPlan({ computeUnitPrice: 1_000_000n });
  const result = rehearsedResult(tradeOf(), plan, { quote: madeUpQuote(plan), limit: 120_000 });
  expect(result).toEqual({
    success: true,
    status: 'filled',
    dryRun: true,
    deduplicated: false,
    attempts: 0,
    idempotencyKey: 'key-1',
    txSignature: expect.stringMatching(/^dry-run-/u),
    executedPrice: 50,
    executedPriceText: '50',
    executedAmount: 0.002,
    fees: { networkFee: 5_000, priorityFee: 120_000, totalFee: 125_000 },
    jitoTip: 10_000,
    totalCostLamports: 135_000,
    quoted: { amountIn: '100000000', amountOut: '2000', minimumOut: '1980' },
  });
});

it('answers a sell the other way round, and without a tip where none is paid', () => {
  const plan = sellPlan({ tip: undefined });
  const result = rehearsedResult(tradeOf(), plan, { quote: madeUpQuote(plan), limit: 1 });
  expect(result).toMatchObject({
    executedPriceText: '5',
    executedAmount: 0.000_000_4,
    jitoTip: 0,
    fees: { priorityFee: 1, totalFee: 5_001 },
    totalCostLamports: 5_001,
  });
});
