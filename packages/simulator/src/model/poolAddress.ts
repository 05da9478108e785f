import { bytesOfAddress } from './accountData.ts';
import { deriveAddress, type DerivedAddress } from './derivedAddress.ts';
import { MODEL_SWAP_PROGRAM_ADDRESS } from './programAddresses.ts';

const SEED = Buffer.from('pool');
const remembered = new Map<string, DerivedAddress>();
const REMEMBERED_MAX = 4_096;

/** Address of the pool of two mints, the same whichever comes first. */
export function poolAddressOf(oneMint: string, otherMint: string): DerivedAddress {
  const name = `${oneMint} ${otherMint}`;
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  const mints = [bytesOfAddress(oneMint), bytesOfAddress(otherMint)];
  const seeds = [SEED, ...mints.toSorted((left, right) => Buffer.compare(left, right))];
  const derived = deriveAddress(MODEL_SWAP_PROGRAM_ADDRESS, seeds);
  remembered.set(name, derived);
  return derived;
}
