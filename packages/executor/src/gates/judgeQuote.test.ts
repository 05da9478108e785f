import { expect, it } from 'vitest';

import { fixtureFacts } from '../testing/factsFixtures.ts';
import { fixtureLimits } from '../testing/snapshotFixtures.ts';
import type { QuoteFacts } from './gate.ts';
import { judgeQuote } from './judgeQuote.ts';

const FACTS: QuoteFacts = {
  side: 'buy',
  mint: fixtureFacts({ risks: ['a'] }).mint,
  venue: 'venue',
  priceImpactBps: 9,
  lamports: 1n,
  tokenUnits: 1n,
  secondPrice: undefined,
  markedLoss: undefined,
};
const LIMITS = fixtureLimits({ priceImpactBpsMax: 8, priceDeviationBpsMax: 7 });

it('answers with the first gate that refuses, in the order of the table', () => {
  expect(judgeQuote(FACTS, LIMITS)?.code).toBe('RISK__TOKEN_UNSAFE');
  const safe = { ...FACTS, mint: fixtureFacts().mint };
  expect(judgeQuote(safe, LIMITS)?.code).toBe('RISK__PRICE_IMPACT_EXCEEDS_MAXIMUM');
  const small = { ...safe, priceImpactBps: 8 };
  expect(judgeQuote(small, LIMITS)?.code).toBe('RISK__SECOND_PRICE_UNAVAILABLE');
});

it('traps no position, unless it is told to', () => {
  const sell = { ...FACTS, side: 'sell' } as const;
  expect(judgeQuote(sell, LIMITS)).toBeUndefined();
  const alsoOnSells = ['priceImpact'] as const;
  expect(judgeQuote(sell, { ...LIMITS, alsoOnSells })?.code).toBe(
    'RISK__PRICE_IMPACT_EXCEEDS_MAXIMUM',
  );
});

it('denies nothing without limits', () => {
  expect(judgeQuote(FACTS, undefined)).toBeUndefined();
});
