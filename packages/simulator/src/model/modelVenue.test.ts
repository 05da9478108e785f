import { isFault } from '@quantbot/core';
import { expect, it } from 'vitest';

import { createTestChain, SOL } from '../testing/testChain.ts';
import { modelSwapDecoder } from './modelSwapDecoder.ts';
import { WRAPPED_SOL } from './programAddresses.ts';

const signal = new AbortController().signal;

function ask(inputMint: string, outputMint: string, amountIn: bigint) {
  const test = createTestChain();
  const taker = test.wallets[0]?.address ?? '';
  const behaviour = { lagSlots: 0 };
  const venue = test.chain.venue({ monotonicMs: () => 77, behaviour });
  const request = { inputMint, outputMint, amountIn, slippageBps: 100, taker };
  return { ...test, behaviour, quote: async () => venue.quote(request, signal) };
}

it('quotes with the clock it was given and the bytes for the quote', async () => {
  const { spark } = createTestChain();
  const quote = await ask(WRAPPED_SOL, spark.mint, SOL).quote();
  if (isFault(quote)) throw new Error(quote.message);
  expect(quote).toMatchObject({ askedAtMs: 77, amountIn: SOL, otherInstructionCount: 0 });
  expect(quote.minimumOut).toBe(quote.amountOut - quote.amountOut / 100n);
  expect(modelSwapDecoder.decodeSwap(quote.swapInstruction)).toMatchObject({
    minimumOut: quote.minimumOut,
  });
});

it('quotes from as far back as it lags', async () => {
  const { spark: pool } = createTestChain();
  const { quote, behaviour, spark, pass } = ask(WRAPPED_SOL, pool.mint, SOL);
  const before = await quote();
  spark.movePrice(1_000);
  pass(2);
  expect(await quote()).not.toEqual(before);
  behaviour.lagSlots = 3;
  expect(await quote()).toEqual(before);
});

it.each([
  ['two tokens', (spark: string, ember: string) => [spark, ember], SOL],
  ['an unknown token', () => [WRAPPED_SOL, WRAPPED_SOL], SOL],
  ['an amount that buys nothing', (spark: string) => [WRAPPED_SOL, spark], 1n],
])('has no route for %s', async (_name, pair, amount) => {
  const { spark, ember } = createTestChain();
  const [input = '', output = ''] = pair(spark.mint, ember.mint);
  expect(await ask(input, output, amount).quote()).toMatchObject({ code: 'QUOTE__NO_ROUTE' });
});
