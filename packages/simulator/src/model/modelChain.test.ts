import { expect, it } from 'vitest';

import { createTestChain, SOL, tradeBytes } from '../testing/testChain.ts';

it('buys and sells what the bytes say, and shows it at every commitment in turn', async () => {
  const test = createTestChain();
  const { chain, spark, wallets, pass } = test;
  const [node] = chain.nodes;
  const [wallet] = wallets;
  if (node === undefined || wallet === undefined) throw new Error('has both');
  const buy = await tradeBytes(test, { wallet, pool: spark, side: 'buy', amountIn: SOL });
  expect(await node.send(buy.wire)).toEqual({ kind: 'acknowledged' });
  expect(chain.advanceSlot().executed).toEqual([buy.signature]);
  const commitments = [];
  for (let slots = 0; slots < 33; slots += 1) {
    const { statuses } = await node.signatureStatuses([buy.signature], { searchHistory: false });
    commitments.push(statuses[0]?.commitment);
    pass(1);
  }
  expect(commitments[0]).toBe('processed');
  expect(commitments.slice(1, 31).every((one) => one === 'confirmed')).toBe(true);
  expect(commitments.slice(31)).toEqual(['finalized', 'finalized']);
  expect(chain.truth.units(wallet.address, spark.mint)).toBe(buy.quote.amountOut);
  const fee = 5_000n + 300n;
  expect(chain.truth.lamports(wallet.address)).toBe(99n * SOL - fee - 2_039_280n);
  const sell = await tradeBytes(test, {
    wallet,
    pool: spark,
    side: 'sell',
    amountIn: buy.quote.amountOut,
  });
  await node.send(sell.wire);
  pass(40);
  expect(chain.truth.landing(sell.signature)).toMatchObject({ error: null, fate: 'finalized' });
  expect(chain.truth.units(wallet.address, spark.mint)).toBe(0n);
  expect(chain.truth.lamports(wallet.address)).toBe(
    99n * SOL - 2n * fee - 2_039_280n + sell.quote.amountOut,
  );
});
