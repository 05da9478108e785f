const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BASE = 58;

/** Digits that fit a number exactly: 58^9 is below 2^53. */
const DIGITS_PER_CHUNK = 9;

/** Value of each character code, -1 for those outside the alphabet. */
const DIGIT_BY_CODE: readonly number[] = Array.from({ length: 128 }, (_, code) =>
  ALPHABET.indexOf(String.fromCodePoint(code)),
);

/**
 * Tells whether a text is a Solana address: base58 of exactly 32 bytes.
 *
 * Lives here because this package has no dependencies; the executor uses its chain library's own.
 * Digits are summed up in chunks, because a venue's answer names a hundred addresses and the check
 * stands in every trade's way.
 */
export function isBase58Address(text: string): boolean {
  if (text.length < 32 || text.length > 44) return false;
  let value = 0n;
  for (let start = 0; start < text.length; start += DIGITS_PER_CHUNK) {
    const end = Math.min(start + DIGITS_PER_CHUNK, text.length);
    let chunk = 0;
    for (let index = start; index < end; index += 1) {
      const digit = DIGIT_BY_CODE[text.charCodeAt(index)] ?? -1;
      if (digit < 0) return false;
      chunk = chunk * BASE + digit;
    }
    value = value * BigInt(BASE ** (end - start)) + BigInt(chunk);
  }
  const leadingZeroBytes = /^1*/u.exec(text)?.[0].length ?? 0;
  return leadingZeroBytes + significantBytes(value) === 32;
}

function significantBytes(value: bigint): number {
  return value === 0n ? 0 : Math.ceil(value.toString(16).length / 2);
}
