import { asTokenAccount, tokenAccountBytes, withLamports, type Account } from './account.ts';
import type { BlockTree } from './blockTree.ts';
import { associatedTokenAddress, type TokenAccountSeeds } from './derivedAddress.ts';
import { SYSTEM_PROGRAM, WRAPPED_SOL } from './programAddresses.ts';
import { rentLamportsOf } from './rent.ts';

/*
 * What is made out of nothing, outside of transactions: a chain to begin with, and money for
 * wallets. A gift holds on every branch and in every view, as if it had always been so.
 */

const MINT_BYTES = 82;

/** Gives an address lamports. */
export function addLamports(tree: BlockTree, address: string, lamports: bigint): void {
  tree.rewrite(address, (account) =>
    account === undefined
      ? { lamports, program: SYSTEM_PROGRAM, content: { kind: 'empty' } }
      : withLamports(account, account.lamports + lamports),
  );
}

/** A mint to make. */
export interface MintPlan {
  readonly mint: string;
  readonly tokenProgram: string;
  readonly decimals: number;
}

/** Makes a mint of which there is nothing yet. */
export function makeMint(tree: BlockTree, { mint, tokenProgram, decimals }: MintPlan): void {
  tree.rewrite(mint, () => ({
    lamports: rentLamportsOf(MINT_BYTES),
    program: tokenProgram,
    content: { kind: 'mint', decimals, supply: 0n },
  }));
}

/**
 * Gives an owner tokens in its associated token account, which is made if it is not there. Wrapped
 * SOL brings its lamports along.
 *
 * @returns address of the account
 */
export function addTokens(tree: BlockTree, seeds: TokenAccountSeeds, units: bigint): string {
  const { address } = associatedTokenAddress(seeds);
  const rent = rentLamportsOf(tokenAccountBytes(seeds.tokenProgram));
  const isNative = seeds.mint === WRAPPED_SOL;
  tree.rewrite(address, (account): Account => {
    const held = asTokenAccount(account);
    const reserve = held?.content.rentReserve ?? (isNative ? rent : undefined);
    return {
      lamports: (account?.lamports ?? rent) + (isNative ? units : 0n),
      program: seeds.tokenProgram,
      content: {
        kind: 'token',
        mint: seeds.mint,
        owner: seeds.owner,
        units: (held?.content.units ?? 0n) + units,
        rentReserve: reserve,
      },
    };
  });
  tree.rewrite(seeds.mint, (account) => {
    if (account?.content.kind !== 'mint') throw new Error(`${seeds.mint} is no mint.`);
    const content = { ...account.content, supply: account.content.supply + units };
    return { ...account, content };
  });
  return address;
}
