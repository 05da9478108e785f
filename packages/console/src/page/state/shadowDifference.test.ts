import { expect, it } from 'vitest';

import { differenceText } from './shadowDifference.ts';

const base = { key: 'k', side: 'buy', token: 'mint' } as const;

it('tells both prices, and how the real side differs', () => {
  expect(
    differenceText({
      ...base,
      stub: { success: true, priceText: '0.001' },
      real: { success: true, priceText: '0.150496354082181951' },
      priceDifferenceBps: 1_494_963,
      costDifferenceLamports: -10_061,
    }),
  ).toEqual({
    stub: '0.001',
    real: '0.150496',
    price: '+1\u202f494\u202f963 bps',
    cost: '−10\u202f061 lamports',
    isDecision: false,
  });
});

it('tells by which code one side refused what the other took', () => {
  const refused = { success: false, errorCode: 'RISK__TRADE_EXCEEDS_MAXIMUM' };
  expect(differenceText({ ...base, stub: { success: true }, real: refused })).toEqual({
    stub: 'taken',
    real: 'RISK__TRADE_EXCEEDS_MAXIMUM',
    price: '–',
    cost: '–',
    isDecision: true,
  });
  expect(differenceText({ ...base, stub: refused, real: refused }).isDecision).toBe(false);
});

it('says nothing of a side that is not told', () => {
  expect(differenceText(base)).toMatchObject({ stub: '–', real: '–' });
});
