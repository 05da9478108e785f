import { expect, it } from 'vitest';

import { createTestChain, SOL } from '../testing/testChain.ts';
import { WRAPPED_SOL } from './programAddresses.ts';

function priceOf({ chain, spark, wallets }: ReturnType<typeof createTestChain>, mint = spark.mint) {
  const question = { inputMint: mint, outputMint: WRAPPED_SOL, amountIn: 1_000_000_000n };
  const quote = chain.quote({ ...question, slippageBps: 0, taker: wallets[0]?.address ?? '' });
  return Number(quote?.amountOut ?? 0n);
}

it('moves a pool in the next block, up and down, and makes no money by it', async () => {
  const test = createTestChain();
  const { chain, spark, pass } = test;
  const vaults = async () => {
    const held = [spark.solVault, spark.tokenVault].map(async (one) =>
      chain.nodes[0]?.tokenAt(one, 'processed'),
    );
    return (await Promise.all(held)).map((content) => content?.units ?? 0n);
  };
  const before = priceOf(test);
  const [lamports, units] = await vaults();
  spark.movePrice(1_000);
  expect(priceOf(test)).toBe(before);
  pass(1);
  expect(priceOf(test) / before).toBeCloseTo(1.1, 3);
  expect((await vaults())[0]).toBeGreaterThan(lamports ?? 0n);
  spark.movePrice(-2_000);
  pass(1);
  expect(priceOf(test) / before).toBeCloseTo(0.88, 3);
  expect((await vaults())[1]).toBeGreaterThan(units ?? 0n);
});

it('sets the price of a script', () => {
  const test = createTestChain();
  const scripted = test.chain.openPool({
    symbol: 'FIXED',
    decimals: 6,
    tokenProgram: 'token',
    lamports: 1_000n * SOL,
    units: 10n ** 15n,
    pricing: { kind: 'scripted', lamportsPerWholeToken: 20_000n },
  });
  expect(priceOf(test, scripted.mint)).toBe(19_940_000);
  scripted.movePrice(-5_000);
  test.pass(1);
  expect(priceOf(test, scripted.mint)).toBe(9_970_000);
});

it('moves by chance when the weather says so', () => {
  const test = createTestChain();
  const before = priceOf(test);
  test.chain.weather.priceMoveProbability = 1;
  test.pass(5);
  expect(priceOf(test)).not.toBe(before);
});

it('moves the price on the branch that lives even if a dying one took it first', () => {
  const test = createTestChain();
  const { chain, spark, pass } = test;
  const before = priceOf(test);
  Object.assign(chain.weather, { forkProbability: 1, forkSlotsMax: 4 });
  pass(1);
  chain.weather.forkProbability = 0;
  spark.movePrice(1_000);
  pass(30);
  expect(priceOf(test) / before).toBeCloseTo(1.1, 3);
});
