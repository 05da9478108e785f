import { expect, it } from 'vitest';

import { createTestChain } from '../testing/testChain.ts';

it('gives a symbol the same addresses on every chain', () => {
  const [one, two] = [createTestChain({ seed: 1 }), createTestChain({ seed: 2 })];
  expect(one.spark.mint).toBe(two.spark.mint);
  expect(one.spark.address).toBe(two.spark.address);
  expect(one.spark.mint).not.toBe(one.ember.mint);
  expect(one.chain.genesisHash).not.toBe(two.chain.genesisHash);
});

it('opens one pool for a symbol', () => {
  const { chain } = createTestChain();
  const plan = {
    symbol: 'SPARK',
    decimals: 6,
    tokenProgram: 'token',
    lamports: 1n,
    units: 1n,
  } as const;
  expect(() => chain.openPool(plan)).toThrow(/pool of SPARK already/u);
  expect(() => {
    chain.fundTokens('wallet', 'unknown', 1n);
  }).toThrow(/no pool of unknown/u);
});
