const PREFIX = 'SURFNETxSAFEHASH';
const LENGTH = 43;
const PATTERN = /^SURFNETxSAFEHASHx*([1-9a-f][1-9a-fx]*)?$/u;
const RADIX = 16;

/**
 * The embedded chain makes its blockhashes up from their number: in hexadecimal, with an `x` where
 * base58 has no zero. That is how an older one can be told without having watched every block.
 *
 * The block at height `h` has the hash of number `h - 1`, from 0 on.
 */
export function surfnetBlockhash(index: bigint): string {
  const digits = index === 0n ? '' : index.toString(RADIX).replaceAll('0', 'x');
  return PREFIX + 'x'.repeat(LENGTH - PREFIX.length - digits.length) + digits;
}

/** Reads the number out of a blockhash, `undefined` when it is none of the embedded chain's. */
export function indexOfSurfnetBlockhash(blockhash: string): bigint | undefined {
  const found = blockhash.length === LENGTH ? PATTERN.exec(blockhash) : null;
  if (found === null) return undefined;
  return BigInt(`0x${(found[1] ?? '0').replaceAll('x', '0')}`);
}
