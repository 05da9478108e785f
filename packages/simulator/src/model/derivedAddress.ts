import { getAddressDecoder, isOffCurveAddress } from '@solana/kit';

import { sha256 } from '../platform/sha256.ts';
import { bytesOfAddress } from './accountData.ts';
import { ASSOCIATED_TOKEN_PROGRAM } from './programAddresses.ts';

/** An address without a key, and the byte that moved it off the curve. */
export interface DerivedAddress {
  readonly address: string;
  readonly bump: number;
}

const MARKER = Buffer.from('ProgramDerivedAddress');
const BUMP_MAX = 255;
const REMEMBERED_MAX = 65_536;
const remembered = new Map<string, DerivedAddress>();

/** Derives an address of a program, at once: the usual client does it through asynchronous hashing. */
export function deriveAddress(program: string, seeds: readonly Uint8Array[]): DerivedAddress {
  for (let bump = BUMP_MAX; bump >= 0; bump -= 1) {
    const digest = sha256(...seeds, Uint8Array.of(bump), bytesOfAddress(program), MARKER);
    const address = getAddressDecoder().decode(digest);
    if (isOffCurveAddress(address)) return { address, bump };
  }
  throw new Error(`No bump takes the seeds of ${program} off the curve.`);
}

/** Whose token account of which mint. */
export interface TokenAccountSeeds {
  readonly owner: string;
  readonly mint: string;
  readonly tokenProgram: string;
}

/** Address of the associated token account. Worked out once: hashing costs 50 microseconds. */
export function associatedTokenAddress(seeds: TokenAccountSeeds): DerivedAddress {
  const { owner, mint, tokenProgram } = seeds;
  const name = `${owner} ${mint} ${tokenProgram}`;
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  const derived = deriveAddress(ASSOCIATED_TOKEN_PROGRAM, [
    bytesOfAddress(owner),
    bytesOfAddress(tokenProgram),
    bytesOfAddress(mint),
  ]);
  remembered.set(name, derived);
  return derived;
}
