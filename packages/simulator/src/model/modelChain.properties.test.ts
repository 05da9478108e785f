import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { TestWallet } from '../platform/testing/testWallet.ts';
import { seededRandom } from '../serve/seededRandom.ts';
import { createTestChain, SOL, tradeBytes, type TestChain } from '../testing/testChain.ts';
import type { Landing } from './modelTruth.ts';

const chance = fc.double({ min: 0, max: 0.4, noNaN: true });
const weather = fc.record({
  skipProbability: chance,
  forkProbability: chance,
  forkSlotsMax: fc.integer({ min: 1, max: 24 }),
  forkConfirms: fc.boolean(),
  relandProbability: chance,
  dropProbability: chance,
  delayProbability: chance,
  delaySlotsMax: fc.integer({ min: 1, max: 160 }),
  priceMoveProbability: chance,
  priceMoveBpsMax: fc.integer({ min: 1, max: 300 }),
});
const engine = fc.record({
  loseProbability: chance,
  uncleProbability: chance,
  invalidStatusProbability: chance,
});

interface Signed {
  readonly signature: string;
  readonly wire: Uint8Array;
  /** Last height at which it may stand in a block. */
  readonly lastHeight: bigint;
}

/** Trades of several wallets in bad weather; `watch` is called after each slot. */
async function play(test: TestChain, seed: number, watch: (signed: readonly Signed[]) => void) {
  const { chain, wallets } = test;
  const random = seededRandom(seed);
  const signed: Signed[] = [];
  for (let slot = 0; slot < 260; slot += 1) {
    const wallet = wallets[Math.floor(random() * wallets.length)] as TestWallet;
    const pool = random() < 0.5 ? test.spark : test.ember;
    if (slot < 60 && random() < 0.3) {
      const amountIn = BigInt(1 + Math.floor(random() * 1e9));
      const slippageBps = Math.floor(random() * 300);
      const bytes = await tradeBytes(test, { wallet, pool, side: 'buy', amountIn, slippageBps });
      const blockhash = await chain.nodes[0]?.latestBlockhash();
      signed.push({ ...bytes, lastHeight: blockhash?.lastValidBlockHeight ?? 0n });
    }
    const again = signed[Math.floor(random() * signed.length)];
    if (again !== undefined && random() < 0.7) await chain.nodes[slot % 2]?.send(again.wire);
    if (again !== undefined && random() < 0.2) chain.blockEngine.sendBundle([again.wire]);
    chain.advanceSlot();
    watch(signed);
  }
  return signed;
}

const nodes = ['one', 'two'].map((operator) => ({ label: `http://${operator}`, operator }));

function balancesOf(test: TestChain) {
  const { truth } = test.chain;
  return test.wallets.map(({ address }) => ({
    lamports: truth.lamports(address),
    spark: truth.units(address, test.spark.mint),
    ember: truth.units(address, test.ember.mint),
  }));
}

/** What the final landings of a wallet add up to. */
function sumOf(landings: readonly Landing[], wallet: string, mint?: string): bigint {
  const counted = landings.filter(({ fate }) => fate === 'finalized');
  return counted
    .flatMap(({ changes }) => changes)
    .filter((change) =>
      mint === undefined
        ? change.account === wallet
        : change.owner === wallet && change.mint === mint,
    )
    .reduce((sum, change) => sum + (mint === undefined ? change.lamports : change.units), 0n);
}

describe('for all weathers', () => {
  it('keeps the rules of a chain', { timeout: 120_000 }, async () => {
    let landed = 0;
    let dead = 0;
    let reverted = 0;
    await fc.assert(
      fc.asyncProperty(weather, engine, fc.nat(1e6), async (plan, bundles, seed) => {
        const test = createTestChain({ seed, nodes, verifiesSignatures: false });
        const { chain } = test;
        Object.assign(chain.weather, plan);
        Object.assign(chain.weather.blockEngine, bundles);
        const final = new Set<string>();
        let lastFinal = chain.truth.finalized();
        const signed = await play(test, seed, () => {
          const now = chain.truth.finalized();
          expect(now.slot >= lastFinal.slot && now.blockHeight >= lastFinal.blockHeight).toBe(true);
          expect(now.slot - now.blockHeight >= lastFinal.slot - lastFinal.blockHeight).toBe(true);
          lastFinal = now;
          expect(chain.slot - now.slot >= 0n).toBe(true);
          for (const signature of final) {
            expect(chain.truth.landing(signature)?.fate).toBe('finalized');
          }
          for (const { signature, fate } of chain.truth.landings()) {
            if (fate === 'finalized') final.add(signature);
          }
        });
        test.pass(80);
        const landings = chain.truth.landings();
        for (const { signature, lastHeight } of signed) {
          const own = landings.filter((landing) => landing.signature === signature);
          const alive = own.filter(({ fate }) => fate !== 'dead');
          expect(alive.length).toBeLessThanOrEqual(1);
          expect(own.every(({ blockHeight }) => blockHeight <= lastHeight)).toBe(true);
          landed += alive.length;
          dead += own.length - alive.length;
          reverted += alive.filter(({ error }) => error !== null).length;
        }
        for (const { changes, feeLamports } of landings) {
          expect(changes.reduce((sum, { lamports }) => sum + lamports, 0n)).toBe(-feeLamports);
          const mints = new Set(changes.map(({ mint }) => mint));
          for (const mint of [test.spark.mint, test.ember.mint].filter((one) => mints.has(one))) {
            const units = changes.filter((change) => change.mint === mint);
            expect(units.reduce((sum, change) => sum + change.units, 0n)).toBe(0n);
          }
        }
        expect(balancesOf(test)).toEqual(
          test.wallets.map(({ address }) => ({
            lamports: 100n * SOL + sumOf(landings, address),
            spark: sumOf(landings, address, test.spark.mint),
            ember: sumOf(landings, address, test.ember.mint),
          })),
        );
      }),
      { numRuns: 25 },
    );
    // A weather in which nothing happened would prove nothing.
    expect(Math.min(landed, dead, reverted)).toBeGreaterThan(0);
  });

  it('plays the same again from the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(weather, engine, fc.nat(1e6), async (plan, bundles, seed) => {
        const run = async () => {
          const test = createTestChain({ seed, nodes, verifiesSignatures: false });
          Object.assign(test.chain.weather, plan);
          Object.assign(test.chain.weather.blockEngine, bundles);
          await play(test, seed, () => undefined);
          return test.chain.truth.landings();
        };
        expect(await run()).toEqual(await run());
      }),
      { numRuns: 4 },
    );
  });
});
