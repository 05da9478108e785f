import { findAssociatedTokenPda } from '@solana-program/token';
import { address, type Address } from '@solana/kit';
import { WRAPPED_SOL_MINT } from '@quantbot/core';

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
}

/** Derivation is hashing and costs about a millisecond; this many mints are remembered. */
const REMEMBERED_MINTS_MAX = 4_096;

/** Makes the address book of a wallet. */
export function createWalletAccounts(wallet: Address): WalletAccounts {
  const known = new Map<Address, Promise<TokenAccountCandidates>>();
  const derive = async (mint: Address, tokenProgram: Address): Promise<Address> => {
    const [found] = await findAssociatedTokenPda({ owner: wallet, mint, tokenProgram });
    return found;
  };
  const candidates = async (mint: Address): Promise<TokenAccountCandidates> => {
    const [token, token2022] = await Promise.all([
      derive(mint, TOKEN_PROGRAM_ADDRESS),
      derive(mint, TOKEN_2022_PROGRAM_ADDRESS),
    ]);
    return { token, token2022 };
  };
  return {
    wallet,
    candidates: async (mint) => {
      const remembered = known.get(mint);
      if (remembered !== undefined) return remembered;
      if (known.size >= REMEMBERED_MINTS_MAX) known.clear();
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
