import { formatUnits, toDecimal } from './decimalText.ts';
import { U64_MAX } from './units.ts';

/** Result of reading an amount: the base units, or what is wrong with it. */
export type AmountReading =
  | { readonly ok: true; readonly units: bigint }
  | { readonly ok: false; readonly problem: 'not-finite' | 'not-positive' | 'exceeds-u64' }
  | { readonly ok: false; readonly problem: 'too-precise'; readonly floored: string };

/**
 * Converts an amount in whole coins or tokens to base units, exactly.
 *
 * @param value - Amount as the caller wrote it, for example `1.5`.
 * @param decimals - Decimals of the mint, 9 for SOL.
 */
export function readAmount(value: number, decimals: number): AmountReading {
  if (!Number.isFinite(value)) return { ok: false, problem: 'not-finite' };
  if (value <= 0) return { ok: false, problem: 'not-positive' };
  const { digits, scale } = toDecimal(value);
  if (scale > decimals) {
    const floored = digits / 10n ** BigInt(scale - decimals);
    return { ok: false, problem: 'too-precise', floored: formatUnits(floored, decimals) };
  }
  const units = digits * 10n ** BigInt(decimals - scale);
  return units > U64_MAX ? { ok: false, problem: 'exceeds-u64' } : { ok: true, units };
}

/**
 * Cuts an amount down to the decimals a mint has, so that it can be asked for.
 *
 * @param value - Finite amount in whole coins or tokens.
 * @param decimals - Decimals of the mint, 0 to 255.
 * @returns the largest number with at most `decimals` decimals that is not above `value` in
 * magnitude.
 * @throws RangeError for NaN and infinities.
 *
 * @example
 * ```ts
 * floorAmount(1.23456789, 6); // 1.234567
 * ```
 */
export function floorAmount(value: number, decimals: number): number {
  const { digits, scale } = toDecimal(value);
  if (scale <= decimals) return value;
  return Number(formatUnits(digits / 10n ** BigInt(scale - decimals), decimals));
}
