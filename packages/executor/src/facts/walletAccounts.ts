import { ASSOCIATED_TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import {
  address,
  getAddressDecoder,
  getAddressEncoder,
  isOffCurveAddress,
  type Address,
} from '@solana/kit';
import { WRAPPED_SOL_MINT } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from './tokenProgram.ts';

/** Mint of wrapped SOL. */
export const WRAPPED_SOL = address(WRAPPED_SOL_MINT);

/** Where a wallet may hold a mint: one address per token program. */
export interface TokenAccountCandidates {
  readonly token: Address;
  readonly token2022: Address;
}

/** Addresses of a wallet's associated token accounts, worked out once each. */
export interface WalletAccounts {
  readonly wallet: Address;
  wrappedSol(): Promise<Address>;
  candidates(mint: Address): Promise<TokenAccountCandidates>;
  /** Token accounts of the wallet, as far as this process has come upon them. */
  readonly known: Pick<ReadonlySet<string>, 'has'>;
}

/** Derivation is hashing and costs about a millisecond; this many mints are remembered. */
const REMEMBERED_MINTS_MAX = 4_096;

/** Makes the address book of a wallet. */
export function createWalletAccounts(
  wallet: Address,
  platform: Pick<ExecutorPlatform, 'sha256'>,
): WalletAccounts {
  const known = new Map<Address, Promise<TokenAccountCandidates>>();
  const addresses = new Set<string>();
  const derive = (mint: Address, tokenProgram: Address): Address => {
    const derived = associatedTokenAccount(platform, [wallet, tokenProgram, mint]);
    addresses.add(derived);
    return derived;
  };
  const candidates = async (mint: Address): Promise<TokenAccountCandidates> => ({
    token: derive(mint, TOKEN_PROGRAM_ADDRESS),
    token2022: derive(mint, TOKEN_2022_PROGRAM_ADDRESS),
  });
  return {
    wallet,
    known: addresses,
    candidates: async (mint) => {
      const remembered = known.get(mint);
      if (remembered !== undefined) return remembered;
      if (known.size >= REMEMBERED_MINTS_MAX) {
        known.clear();
        addresses.clear();
      }
      const derived = candidates(mint);
      known.set(mint, derived);
      return derived;
    },
    wrappedSol: async () => {
      const remembered = known.get(WRAPPED_SOL) ?? candidates(WRAPPED_SOL);
      known.set(WRAPPED_SOL, remembered);
      return (await remembered).token;
    },
  };
}

/** Ends every derived address (Solana runtime, `create_program_address`). */
const DERIVED_MARKER = new TextEncoder().encode('ProgramDerivedAddress');

const BUMP_MAX = 255;

/**
 * The associated token account of owner, token program and mint: the first derived address, from
 * the highest bump down, that is no point of the curve and so has no key. The chain library does
 * the same in the background; here nothing runs that the platform port does not show.
 */
function associatedTokenAccount(
  { sha256 }: Pick<ExecutorPlatform, 'sha256'>,
  seeds: readonly Address[],
): Address {
  const encoder = getAddressEncoder();
  const parts = seeds.map((seed) => encoder.encode(seed));
  const program = encoder.encode(ASSOCIATED_TOKEN_PROGRAM_ADDRESS);
  for (let bump = BUMP_MAX; bump >= 0; bump -= 1) {
    const bytes = [...parts, Uint8Array.of(bump), program, DERIVED_MARKER].flatMap((part) => [
      ...part,
    ]);
    const found = getAddressDecoder().decode(sha256(Uint8Array.from(bytes)));
    if (isOffCurveAddress(found)) return found;
  }
  throw new TypeError(`no associated token account of ${seeds.join(', ')} can be derived`);
}
