import { expect, it } from 'vitest';

import { tradeOf } from '../testing/trades.ts';
import { outcomeText } from './outcomeText.ts';

it('tells price and slippage of a success, the code of a refusal, and nothing before', () => {
  const filled = tradeOf({ success: true, executedPriceText: '0.00002008018054', slippageBps: -2 });
  expect(outcomeText(filled)).toBe('@ 0.0000200802 −2 bps');
  expect(outcomeText({ ...filled, slippageBps: 3 })).toContain('+3 bps');
  expect(outcomeText(tradeOf({ success: false, errorCode: 'PRICE__MOVED' }))).toBe('PRICE__MOVED');
  expect(outcomeText(tradeOf())).toBe('');
});
