const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BASE = 58;

/** Digits that fit a number exactly: 58^9 is below 2^53. */
const DIGITS_PER_CHUNK = 9;
const CHUNK = BigInt(BASE ** DIGITS_PER_CHUNK);

/**
 * Base58 of bytes, as addresses, hashes and signatures are written. The chain library's own codec
 * writes the same (a test holds them together), and divides the whole number once for every digit;
 * here it is divided once for nine.
 */
export function base58Text(bytes: Uint8Array): string {
  const { buffer, byteOffset, length } = bytes;
  let zeros = 0;
  while (zeros < length && bytes[zeros] === 0) zeros += 1;
  let digits = '';
  if (zeros < length) {
    let value = BigInt(`0x${Buffer.from(buffer, byteOffset, length).toString('hex')}`);
    for (; value >= CHUNK; value /= CHUNK) {
      digits = digitsOf(Number(value % CHUNK)).padStart(DIGITS_PER_CHUNK, '1') + digits;
    }
    digits = digitsOf(Number(value)) + digits;
  }
  return '1'.repeat(zeros) + digits;
}

function digitsOf(number: number): string {
  let digits = '';
  for (let left = number; left > 0; left = Math.floor(left / BASE)) {
    digits = ALPHABET.charAt(left % BASE) + digits;
  }
  return digits;
}
