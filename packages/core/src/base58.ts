const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BASE = 58n;

/**
 * Tells whether a text is a Solana address: base58 of exactly 32 bytes.
 *
 * Lives here because this package has no dependencies; the executor uses its chain library's own.
 */
export function isBase58Address(text: string): boolean {
  if (text.length < 32 || text.length > 44) return false;
  let value = 0n;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return false;
    value = value * BASE + BigInt(digit);
  }
  const leadingZeroBytes = /^1*/u.exec(text)?.[0].length ?? 0;
  return leadingZeroBytes + significantBytes(value) === 32;
}

function significantBytes(value: bigint): number {
  return value === 0n ? 0 : Math.ceil(value.toString(16).length / 2);
}
