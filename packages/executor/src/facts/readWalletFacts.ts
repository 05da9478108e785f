import type { Address } from '@solana/kit';
import { fault, isFault, type Fault } from '@quantbot/core';

import type { AccountsReading, ChainAccount } from '../chain/chainNode.ts';
import type { NodePool } from '../chain/nodePool.ts';
import {
  readMint,
  readTokenAccount,
  TOKEN_PROGRAM_ADDRESS,
  type MintFacts,
} from './tokenProgram.ts';
import type { WalletAccounts } from './walletAccounts.ts';

/** A token account of the wallet, there or not. */
export interface HeldAccount {
  readonly address: Address;
  readonly exists: boolean;
  /** Base units, 0 when the account is not there. */
  readonly units: bigint;
}

/** Everything about the wallet and the token that a trade starts from, read at one slot. */
export interface WalletFacts {
  readonly slot: bigint;
  readonly wallet: Address;
  readonly walletLamports: bigint;
  readonly mint: MintFacts;
  readonly tokenAccount: HeldAccount;
  readonly wrappedSol: HeldAccount;
}

/** Where to read and how fresh the answer must be. */
export interface WalletFactsQuery {
  readonly mint: Address;
  /** Slot of the wallet's last landing: an older view would miss what we did ourselves. */
  readonly minContextSlot: bigint | undefined;
}

/** Reads wallet, mint and token accounts in one call. */
export async function readWalletFacts(
  pool: NodePool,
  book: WalletAccounts,
  query: WalletFactsQuery,
): Promise<WalletFacts | Fault> {
  const [{ token, token2022 }, wrappedSol] = await Promise.all([
    book.candidates(query.mint),
    book.wrappedSol(),
  ]);
  const addresses = [book.wallet, query.mint, token, token2022, wrappedSol];
  const reading = await pool.ask('getMultipleAccounts', async (node) =>
    refuseOlder(await node.accounts(addresses, query.minContextSlot), query.minContextSlot),
  );
  if (isFault(reading)) return reading;
  const [wallet, mintAccount, tokenHeld, token2022Held, wrappedHeld] = reading.accounts;
  const mint = readMint(query.mint, mintAccount ?? null);
  if (isFault(mint)) return mint;
  const isClassic = mint.tokenProgram === TOKEN_PROGRAM_ADDRESS;
  const tokenAccount = isClassic
    ? heldAccount(token, tokenHeld ?? null)
    : heldAccount(token2022, token2022Held ?? null);
  if (wallet === null || wallet === undefined) {
    return fault('WALLET__SOL_BELOW_REQUIRED', {
      wallet: book.wallet,
      lamports: 0n,
      lamportsRequired: 1n,
    });
  }
  return {
    slot: reading.slot,
    wallet: book.wallet,
    walletLamports: wallet.lamports,
    mint,
    tokenAccount,
    wrappedSol: heldAccount(wrappedSol, wrappedHeld ?? null),
  };
}

/** Some nodes ignore minContextSlot, so the answer's own slot is checked as well. */
function refuseOlder(
  reading: AccountsReading,
  minContextSlot: bigint | undefined,
): AccountsReading {
  if (minContextSlot === undefined || reading.slot >= minContextSlot) return reading;
  throw new Error(`answer of slot ${reading.slot} is older than slot ${minContextSlot}`);
}

function heldAccount(address: Address, account: ChainAccount | null): HeldAccount {
  const held = readTokenAccount(account);
  return { address, exists: held !== undefined, units: held?.units ?? 0n };
}
