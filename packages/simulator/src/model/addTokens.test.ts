import { expect, it } from 'vitest';

import { addLamports, addTokens, makeMint } from './addTokens.ts';
import { BlockTree } from './blockTree.ts';
import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM, WRAPPED_SOL } from './programAddresses.ts';
import { createTestWallet } from '../platform/testing/testWallet.ts';

const owner = createTestWallet(1).address;
const mint = createTestWallet(2).address;

function createTree(): BlockTree {
  const seed = Uint8Array.of(1);
  return new BlockTree({ slot: 1n, height: 1n, seed, finalitySlots: 31, lagSlotsMax: 8 });
}

it('adds lamports to what is there', () => {
  const tree = createTree();
  addLamports(tree, owner, 3n);
  addLamports(tree, owner, 4n);
  expect(tree.base.get(owner)?.lamports).toBe(7n);
});

it('adds tokens, their account and their supply', () => {
  const tree = createTree();
  makeMint(tree, { mint, tokenProgram: TOKEN_2022_PROGRAM, decimals: 6 });
  const seeds = { owner, mint, tokenProgram: TOKEN_2022_PROGRAM };
  const address = addTokens(tree, seeds, 3n);
  expect(addTokens(tree, seeds, 4n)).toBe(address);
  expect(tree.base.get(address)).toMatchObject({ lamports: 2_074_080n, content: { units: 7n } });
  expect(tree.base.get(mint)).toMatchObject({ content: { supply: 7n } });
});

it('brings lamports along with wrapped SOL', () => {
  const tree = createTree();
  makeMint(tree, { mint: WRAPPED_SOL, tokenProgram: TOKEN_PROGRAM, decimals: 9 });
  const address = addTokens(tree, { owner, mint: WRAPPED_SOL, tokenProgram: TOKEN_PROGRAM }, 5n);
  expect(tree.base.get(address)).toMatchObject({
    lamports: 2_039_285n,
    content: { units: 5n, rentReserve: 2_039_280n },
  });
});

it('makes no tokens of a mint that is none', () => {
  const seeds = { owner, mint, tokenProgram: TOKEN_PROGRAM };
  expect(() => addTokens(createTree(), seeds, 1n)).toThrow(/is no mint/u);
});
