import { expect, it } from 'vitest';

import { createTestChain, SOL, tradeBytes } from '../testing/testChain.ts';
import { WRAPPED_SOL } from './programAddresses.ts';

it('tells where bytes stand, from handed in to final', async () => {
  const test = createTestChain();
  const { chain, spark, wallets, pass } = test;
  const [wallet] = wallets;
  const [node] = chain.nodes;
  if (wallet === undefined || node === undefined) throw new Error('has both');
  const { truth } = chain;
  const buy = await tradeBytes(test, { wallet, pool: spark, side: 'buy', amountIn: SOL });
  const { blockhash, lastValidBlockHeight } = await node.latestBlockhash();
  expect(truth.lastValidBlockHeight(blockhash)).toBe(lastValidBlockHeight);
  expect(truth.lastValidBlockHeight('unknown')).toBeUndefined();
  expect(truth.canStillLand(buy.signature)).toBe(false);
  expect(truth.waiting()).toBe(0);
  await node.send(buy.wire);
  expect(truth.waiting()).toBe(1);
  expect(truth.canStillLand(buy.signature)).toBe(true);
  pass(1);
  expect(truth.waiting()).toBe(0);
  expect(truth.landing(buy.signature)).toMatchObject({ fate: 'open', error: null });
  expect(truth.livingLamports(wallet.address)).toBeLessThan(99n * SOL);
  expect(truth.lamports(wallet.address)).toBe(100n * SOL);
  expect(truth.canStillLand(buy.signature)).toBe(true);
  pass(31);
  expect(truth.landing(buy.signature)?.fate).toBe('finalized');
  expect(truth.canStillLand(buy.signature)).toBe(false);
  expect(truth.lamports(wallet.address)).toBe(truth.livingLamports(wallet.address));
  expect(truth.units(wallet.address, spark.mint)).toBe(buy.quote.amountOut);
  expect(truth.units(wallet.address, WRAPPED_SOL)).toBe(0n);
  expect(truth.landingsOf(wallet.address)).toEqual([truth.landing(buy.signature)]);
  expect(truth.landingsOf(spark.mint)).toEqual([]);
});

it('knows that bytes are dead when their blockhash is', async () => {
  const test = createTestChain();
  const { chain, spark, wallets, pass } = test;
  const [wallet] = wallets;
  const [node] = chain.nodes;
  if (wallet === undefined || node === undefined) throw new Error('has both');
  node.behaviour.sends = 'swallow';
  const buy = await tradeBytes(test, { wallet, pool: spark, side: 'buy', amountIn: SOL });
  await node.send(buy.wire);
  pass(148);
  expect(chain.truth.canStillLand(buy.signature)).toBe(true);
  pass(1);
  expect(chain.truth.canStillLand(buy.signature)).toBe(false);
});
