import { expect, it } from 'vitest';

import { askedText } from './askedText.ts';

it.each([
  [{ side: 'buy', amount: 0.1 }, '0.1 SOL'],
  [{ side: 'sell', amount: 24_900.174525 }, '24\u202f900.175 tok'],
  [{ side: 'sell', sellPortionBps: 10_000 }, '100 %'],
  [{ side: 'buy', amountBaseUnits: '500000000' }, '0.5 SOL'],
  [{ side: 'sell', amountBaseUnits: '77' }, '77 units'],
  [{ side: 'buy' }, '–'],
] as const)('writes %o as %s', (asked, text) => {
  expect(askedText(asked)).toBe(text);
});
