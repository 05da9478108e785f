import { numberText, priceFigures } from '../format/amounts.ts';
import type { Trade } from '../wire/tradeShapes.ts';

/** What came of a trade, in a few characters; empty while it is open. */
export function outcomeText(trade: Trade): string {
  const { errorCode, executedPriceText, slippageBps, success } = trade;
  if (success === true && executedPriceText !== undefined) {
    const slipped = slippageBps === undefined ? '' : ` ${signed(slippageBps)} bps`;
    return `@ ${priceFigures(executedPriceText)}${slipped}`;
  }
  return errorCode ?? '';
}

function signed(value: number): string {
  const text = numberText(Math.abs(value), 1);
  if (value === 0) return '±0';
  return value > 0 ? `+${text}` : `−${text}`;
}
