import { describe, expect, it } from 'vitest';

import type { ChainNode } from '../chain/chainNode.ts';
import { createNodePool } from '../chain/nodePool.ts';
import { createChainFacts, deathHeightOf } from '../facts/chainFacts.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakeParts, FAKE_GENESIS_HASH } from '../testing/fakeParts.ts';
import { createFakePlatform, type FakePlatform } from '../testing/fakePlatform.ts';
import { preparedChain } from '../testing/preparedChain.ts';
import { buyPlan, madeUpAddress, madeUpQuote, madeUpSwap, PLAN } from '../testing/tradeFixtures.ts';
import type { SwapVenue } from '../venues/swapVenue.ts';
import { executeTrade } from './executeTrade.ts';

const RENT = {
  walletLamports: 890_880n,
  tokenAccountLamports: 2_039_280n,
  extendedTokenAccountLamports: 2_978_880n,
};

/** Slots less heights of the true chain, which makes one block in each slot of 400 ms. */
const GAP = 10_000n;

/** A chain of which one operator tells the truth and the other all that makes a death seem early. */
function twoOperators(platform: FakePlatform, given: Partial<ChainNode>) {
  const startedAtMs = platform.monotonicMs();
  const height = () => 50_000n + BigInt(Math.floor((platform.monotonicMs() - startedAtMs) / 400));
  const shared: Partial<ChainNode> = {
    ...preparedChain(),
    genesisHash: async () => FAKE_GENESIS_HASH,
    firstAvailableSlot: async () => 0n,
    finalized: async () => ({
      blockHeight: height() - 32n,
      slot: height() - 32n + GAP,
      slotGap: GAP,
    }),
  };
  const statusesAt = (slot: () => bigint): Partial<ChainNode> => ({
    signatureStatuses: async (signatures) => ({
      slot: slot(),
      statuses: signatures.map(() => null),
    }),
  });
  const honest: Partial<ChainNode> = {
    ...shared,
    ...statusesAt(() => height() + GAP),
    label: 'http://honest',
    operator: 'honest',
    blockHeight: async () => height(),
    knowsBlockhash: async () => ({ slot: height() + GAP, isKnown: true }),
    latestBlockhash: async () => Promise.reject(new Error('down')),
    // The final block learns of a blockhash 32 blocks after it was made, and forgets it 150 later.
    isBlockhashValid: async () => height() >= 50_032n && height() <= 50_182n,
    ...given,
  };
  let number = 0;
  const liar: Partial<ChainNode> = {
    ...shared,
    ...statusesAt(() => 99_999_999n),
    label: 'http://liar',
    operator: 'liar',
    blockHeight: async () => 45_000n,
    knowsBlockhash: async () => ({ slot: 60_000n, isKnown: true }),
    latestBlockhash: async () => ({
      slot: 60_000n,
      blockhash: madeUpAddress(90 + (number += 1)),
      lastValidBlockHeight: 45_001n,
    }),
    isBlockhashValid: async () => false,
  };
  return { height, nodes: [liar, honest] };
}

/** Quotes what is asked for, so that a second attempt would find nothing to object to. */
function willingVenue(platform: FakePlatform): SwapVenue {
  return {
    name: 'made-up',
    quote: async ({ amountIn }) =>
      madeUpQuote(buyPlan(), {
        amountIn,
        amountOut: 2_000n,
        minimumOut: 1_980n,
        swapInstruction: madeUpSwap({
          source: PLAN.wrappedSol,
          destination: PLAN.tokenAccount,
          amountIn,
          minimumOut: 1_980n,
        }),
        askedAtMs: platform.monotonicMs(),
      }),
  };
}

async function trade(given: Partial<ChainNode>) {
  const platform = createFakePlatform();
  const { nodes, height } = twoOperators(platform, given);
  const pool = createNodePool(nodes.map((node) => createFakeChainNode(node)));
  const facts = createChainFacts({ pool, platform, rules: { deathHeightOf }, slotGapMin: 5_000n });
  const { parts, admit } = await createFakeParts({
    nodes,
    platform,
    config: { quoteAgeMsMax: 60_000 },
    parts: {
      venue: willingVenue(platform),
      chainFacts: {
        blockhash: facts.blockhash,
        rent: { get: async () => RENT, fresh: async () => RENT },
      },
    },
  });
  const { tradeId } = admit({ slippageBps: 100 });
  void executeTrade(parts, tradeId).catch(() => undefined);
  for (let step = 0; step < 30; step += 1) await platform.advance(200);
  // The first signature may land until height 50 150.
  expect(height()).toBeLessThan(50_150n);
  return parts.log.current(tradeId);
}

describe('an operator that tells too low a height', () => {
  it('lets nothing be signed while the honest one does not tell its own', async () => {
    const { attempts, result } = await trade({ blockHeight: async () => new Promise(() => {}) });
    expect(attempts).toEqual([]);
    expect(result?.error).toContain('did not answer getLatestBlockhash');
  });

  it('lets nothing be signed anew while the first signature lives', async () => {
    const { attempts } = await trade({});
    expect(attempts).toHaveLength(1);
    expect(attempts[0]).toMatchObject({ deathHeight: '50182', signedAtSlot: '60000' });
  });
});
