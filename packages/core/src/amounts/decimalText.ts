/** A decimal number taken apart: `digits / 10^scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const SHORTEST_TEXT = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/u;

/**
 * Takes a finite number apart by its shortest decimal text, the one that reads back as the same
 * number. That text is what the person wrote: 0.1 is one tenth here, not the binary fraction. It has
 * no zeros to spare, so the scale is the smallest there is.
 *
 * @throws RangeError for NaN and infinities, which have no decimal text.
 */
export function toDecimal(value: number): Decimal {
  const match = SHORTEST_TEXT.exec(String(value));
  if (match === null) throw new RangeError(`${value} is not a finite number.`);
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  const digits = BigInt(sign + whole + fraction);
  const scale = fraction.length - exponent;
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** Writes `units / 10^decimals` as plain decimal text, without trailing zeros. */
export function formatUnits(units: bigint, decimals: number): string {
  const sign = units < 0n ? '-' : '';
  const text = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const whole = text.slice(0, text.length - decimals);
  const fraction = text.slice(text.length - decimals).replace(/0+$/u, '');
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

/** Plain decimal text of a finite number, never in exponent form. */
export function decimalText(value: number): string {
  const { digits, scale } = toDecimal(value);
  return formatUnits(digits, scale);
}
