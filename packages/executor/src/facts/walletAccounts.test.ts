import { findAssociatedTokenPda } from '@solana-program/token';
import { address, type Address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from './tokenProgram.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createWalletAccounts, WRAPPED_SOL } from './walletAccounts.ts';

const WALLET = address('4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T');
const MINT = address('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');

async function derived(mint: Address = MINT, tokenProgram: Address = TOKEN_PROGRAM_ADDRESS) {
  const [found] = await findAssociatedTokenPda({ owner: WALLET, mint, tokenProgram });
  return found;
}

describe('createWalletAccounts', () => {
  it('agrees with the chain library on every address', async () => {
    const book = createWalletAccounts(WALLET, createNodePlatform());
    expect(book.wallet).toBe(WALLET);
    expect(await book.candidates(MINT)).toEqual({
      token: await derived(),
      token2022: await derived(MINT, TOKEN_2022_PROGRAM_ADDRESS),
    });
    expect(await book.wrappedSol()).toBe(await derived(WRAPPED_SOL));
  });

  it('knows the accounts that it has worked out', async () => {
    const book = createWalletAccounts(WALLET, createNodePlatform());
    const { token, token2022 } = await book.candidates(MINT);
    expect([token, token2022, WALLET].map((name) => book.known.has(name))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('works each mint out once', async () => {
    const book = createWalletAccounts(WALLET, createNodePlatform());
    expect(await book.candidates(MINT)).toBe(await book.candidates(MINT));
  });
});
