import { numberText, priceFigures, wholeOf } from '../format/amounts.ts';
import type { ShadowDifference } from '../wire/tradingShapes.ts';

/** One trade that the stub answered, beside what the real side would have done, in words. */
export interface DifferenceText {
  /** What either side said: its price, or why it refused. */
  readonly stub: string;
  readonly real: string;
  /** How the real side differs, `–` where the two cannot be compared. */
  readonly price: string;
  readonly cost: string;
  /** Whether one of the two refused what the other took. */
  readonly isDecision: boolean;
}

type Side = NonNullable<ShadowDifference['stub']>;

/** Puts a difference into words. A price that is worse for the trader has a plus. */
export function differenceText(difference: ShadowDifference): DifferenceText {
  const { stub, real, priceDifferenceBps, costDifferenceLamports } = difference;
  return {
    stub: sideText(stub),
    real: sideText(real),
    price: signed(priceDifferenceBps, 'bps'),
    cost: signed(costDifferenceLamports, 'lamports'),
    isDecision: stub?.success !== real?.success,
  };
}

function sideText(side: Side | null | undefined): string {
  if (side === undefined || side === null) return '–';
  if (!side.success) return side.errorCode ?? 'refused';
  return typeof side.priceText === 'string' ? priceFigures(side.priceText) : 'taken';
}

function signed(value: string | number | null | undefined, unit: string): string {
  if (value === undefined || value === null) return '–';
  const number = Number(wholeOf(value));
  const sign = number > 0 ? '+' : number < 0 ? '−' : '';
  return `${sign}${numberText(Math.abs(number), 0)} ${unit}`;
}
