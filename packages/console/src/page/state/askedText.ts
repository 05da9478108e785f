import { numberText, unitsText } from '../format/amounts.ts';
import type { Trade } from '../wire/tradeShapes.ts';

/** How much a trade was asked for, in a few characters. */
export function askedText(
  asked: Pick<Trade, 'side' | 'amount' | 'amountBaseUnits' | 'sellPortionBps'>,
): string {
  const { side, amount, amountBaseUnits, sellPortionBps } = asked;
  if (sellPortionBps !== undefined) return `${numberText(sellPortionBps / 100)} %`;
  if (amountBaseUnits !== undefined) {
    return side === 'buy' ? `${unitsText(amountBaseUnits, 9)} SOL` : `${amountBaseUnits} units`;
  }
  if (amount === undefined) return '–';
  return side === 'buy' ? `${numberText(amount, 9)} SOL` : `${numberText(amount, 3)} tok`;
}
