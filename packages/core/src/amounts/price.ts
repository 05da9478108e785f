import { formatUnits, toDecimal, type Decimal } from './decimalText.ts';
import { divCeil, LAMPORTS_PER_SOL } from './units.ts';

/** SOL and tokens that changed hands. */
export interface SwapLegs {
  /** Lamports on the SOL side. */
  readonly lamports: bigint;
  /** Base units on the token side. */
  readonly tokenUnits: bigint;
  /** Decimals of the token's mint. */
  readonly tokenDecimals: number;
}

const PRICE_DECIMALS = 18;

/**
 * Price in SOL per token as decimal text with 18 decimals, the last one rounded up when the
 * quotient does not end before it.
 */
export function priceText(legs: SwapLegs): string {
  const numerator = legs.lamports * 10n ** BigInt(PRICE_DECIMALS + legs.tokenDecimals);
  return formatUnits(divCeil(numerator, LAMPORTS_PER_SOL * legs.tokenUnits), PRICE_DECIMALS);
}

/**
 * Base units of tokens that `lamportsIn` must buy for the price to stay at or under the limit.
 *
 * @param limitPrice - Worst acceptable price, SOL per token, positive and finite.
 */
export function minimumTokensAtLimit(
  lamportsIn: bigint,
  limitPrice: number,
  tokenDecimals: number,
): bigint {
  const limit: Decimal = toDecimal(limitPrice);
  const numerator = lamportsIn * 10n ** BigInt(tokenDecimals + limit.scale);
  return divCeil(numerator, LAMPORTS_PER_SOL * limit.digits);
}

/**
 * Lamports that `tokenUnitsIn` must bring for the price to stay at or above the limit.
 *
 * @param limitPrice - Worst acceptable price, SOL per token, positive and finite.
 */
export function minimumLamportsAtLimit(
  tokenUnitsIn: bigint,
  limitPrice: number,
  tokenDecimals: number,
): bigint {
  const limit: Decimal = toDecimal(limitPrice);
  const numerator = tokenUnitsIn * LAMPORTS_PER_SOL * limit.digits;
  return divCeil(numerator, 10n ** BigInt(tokenDecimals + limit.scale));
}
