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

/** By owner, mint and token program: one text of all three costs more to make than three look-ups. */
type DerivedBy<Key> = Map<string, Key>;
const remembered: DerivedBy<DerivedBy<DerivedBy<DerivedAddress>>> = new Map();
let rememberedCount = 0;

/** Address of the associated token account. Worked out once: hashing costs 50 microseconds. */
export function associatedTokenAddress(seeds: TokenAccountSeeds): DerivedAddress {
  const { owner, mint, tokenProgram } = seeds;
  const known = remembered.get(owner)?.get(mint)?.get(tokenProgram);
  if (known !== undefined) return known;
  const derived = deriveAddress(ASSOCIATED_TOKEN_PROGRAM, [
    bytesOfAddress(owner),
    bytesOfAddress(tokenProgram),
    bytesOfAddress(mint),
  ]);
  remember(seeds, derived);
  return derived;
}

function remember({ owner, mint, tokenProgram }: TokenAccountSeeds, derived: DerivedAddress): void {
  if (rememberedCount >= REMEMBERED_MAX) {
    remembered.clear();
    rememberedCount = 0;
  }
  rememberedCount += 1;
  const ofOwner = remembered.get(owner) ?? new Map<string, DerivedBy<DerivedAddress>>();
  const ofMint = ofOwner.get(mint) ?? new Map<string, DerivedAddress>();
  remembered.set(owner, ofOwner.set(mint, ofMint.set(tokenProgram, derived)));
}
