import { describe, expect, it } from 'vitest';

import type { ChainNode } from '../chain/chainNode.ts';
import { createNodePool } from '../chain/nodePool.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createChainFacts, deathHeightOf } from './chainFacts.ts';

const READING = { slot: 500n, blockhash: 'hash', lastValidBlockHeight: 1_150n };
const down = async (): Promise<never> => Promise.reject(new Error('down'));
const silent = async (): Promise<never> => new Promise(() => {});
const stranger = async () => ({ slot: 500n, isKnown: false });
const knowsAt = (slot: bigint) => async () => ({ slot, isKnown: true });

function node(height: (() => Promise<bigint>) | bigint, given: Partial<ChainNode> = {}) {
  return createFakeChainNode({
    latestBlockhash: async () => READING,
    blockHeight: async (commitment) => {
      expect(commitment).toBe('processed');
      return typeof height === 'bigint' ? height : height();
    },
    knowsBlockhash: async () => ({ slot: 500n, isKnown: true }),
    ...given,
  });
}

function setUp(...nodes: ChainNode[]) {
  const platform = createFakePlatform();
  return {
    platform,
    facts: createChainFacts({ pool: createNodePool(nodes), platform, rules: { deathHeightOf } }),
  };
}

describe('blockhash', () => {
  it.each([
    ['the claim, when it is the highest', [900n, 950n], 1_182n],
    ['the claim, when no height is above it', [1_000n], 1_182n],
    ['the highest height of any node', [900n, 1_100n, 950n], 1_282n],
    ['the height of the only node that shows one', [down, 1_200n], 1_382n],
    ['the claim, when no node shows a height', [down, down], 1_182n],
  ])('dies by %s, with the allowance on top', async (_case, heights, deathHeight) => {
    const { facts } = setUp(...heights.map((height) => node(height)));
    expect(await facts.blockhash.get()).toEqual({ ...READING, deathHeight });
  });

  it('is refused when all there is are slots in the place of heights', async () => {
    const slots = node(500n, {
      latestBlockhash: async () => ({ ...READING, lastValidBlockHeight: 650n }),
    });
    const pool = createNodePool([slots]);
    const platform = createFakePlatform();
    const rules = { deathHeightOf };
    const facts = createChainFacts({ pool, platform, rules, slotGapMin: 100n });
    expect(await facts.blockhash.get()).toMatchObject({ code: 'RPC__UNAVAILABLE' });
  });

  it('is refused while two operators are so far apart that one of them must be wrong', async () => {
    const { facts } = setUp(
      node(1_000n, { operator: 'one' }),
      node(11_001n, { operator: 'two', label: 'http://two' }),
    );
    expect(await facts.blockhash.get()).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { reason: 'the heights that nodes show lie 10001 blocks apart' },
    });
  });

  it('is signed with while a third operator lags far behind two that agree', async () => {
    const { facts } = setUp(
      node(1_000n, { operator: 'one' }),
      node(1_000n, { operator: 'two' }),
      node(0n, { operator: 'three', latestBlockhash: down }),
    );
    expect(await facts.blockhash.get()).toMatchObject({ deathHeight: 1_182n });
    const far = setUp(
      node(50_000n, { operator: 'one' }),
      node(50_000n, { operator: 'two' }),
      node(39_000n, { operator: 'three' }),
    );
    expect(await far.facts.blockhash.get()).toMatchObject({ deathHeight: 50_182n });
  });

  it.each([
    ['does not answer', { blockHeight: silent }],
    ['does not tell of the blockhash', { knowsBlockhash: silent }],
    ['lags and does not know it', { knowsBlockhash: stranger }],
  ] as const)('is refused while the second operator of two %s', async (_case, given) => {
    const honest = node(50_000n, { operator: 'b', latestBlockhash: down, ...given });
    for (const slotGapMin of [0n, 100n]) {
      const platform = createFakePlatform();
      const liar = node(1n, {
        operator: 'a',
        latestBlockhash: async () => ({ ...READING, lastValidBlockHeight: 151n }),
      });
      const pool = createNodePool([liar, honest]);
      const facts = createChainFacts({ pool, platform, rules: { deathHeightOf }, slotGapMin });
      const told = facts.blockhash.get();
      await platform.advance(500);
      const reason = expect.any(String) as unknown;
      expect(await told).toMatchObject({ code: 'RPC__UNAVAILABLE', context: { reason } });
    }
  });

  it('dies by the height of the honest one of two operators, however low the other tells it', async () => {
    const { facts } = setUp(
      node(41_000n, {
        operator: 'a',
        latestBlockhash: async () => ({ ...READING, lastValidBlockHeight: 41_150n }),
      }),
      node(50_000n, { operator: 'b' }),
    );
    expect(await facts.blockhash.get()).toMatchObject({ deathHeight: 50_182n });
  });

  it('is the one of the node that lags when the newest is unknown to it', async () => {
    const older = { ...READING, blockhash: 'older', lastValidBlockHeight: 1_130n };
    const { facts } = setUp(
      node(1_000n, { operator: 'one' }),
      node(980n, {
        operator: 'two',
        latestBlockhash: async () => older,
        knowsBlockhash: async (asked) => ({ slot: 480n, isKnown: asked === 'older' }),
      }),
    );
    expect(await facts.blockhash.get()).toEqual({ ...older, slot: 480n, deathHeight: 1_182n });
  });

  describe('with trades bound to a chain', () => {
    const other = async () => Promise.resolve('other');
    const ours = async () => Promise.resolve('ours');

    function bound(nodes: readonly ChainNode[], allowSingleWitness = false) {
      const platform = createFakePlatform();
      const rules = { deathHeightOf };
      const pool = createNodePool(nodes);
      const genesisHash = (): string => 'ours';
      return createChainFacts({ pool, platform, rules, genesisHash, allowSingleWitness });
    }

    it.each([true, false])('is never that of another chain: single witness %s', async (alone) => {
      const stranger = node(1_000n, { operator: 'a', genesisHash: other });
      const told = await bound([stranger], alone).blockhash.get();
      const reason = 'it is on another chain (genesis other)';
      expect(told).toMatchObject({ code: 'RPC__UNAVAILABLE', context: { reason } });
    });

    it('is that of the next node when the first is on another chain', async () => {
      const facts = bound(
        [
          node(1_000n, {
            operator: 'a',
            genesisHash: other,
            latestBlockhash: async () => ({ ...READING, blockhash: 'strange' }),
          }),
          node(1_000n, { operator: 'b', genesisHash: ours }),
        ],
        true,
      );
      expect(await facts.blockhash.get()).toMatchObject({ blockhash: 'hash' });
    });

    it('is vouched for by nobody of another chain, nor by one who does not tell', async () => {
      const honest = node(1_000n, { operator: 'a', genesisHash: ours });
      for (const genesisHash of [other, down]) {
        const facts = bound([honest, node(1_000n, { operator: 'b', genesisHash })]);
        expect(await facts.blockhash.get()).toMatchObject({ code: 'RPC__UNAVAILABLE' });
      }
      const facts = bound([honest, node(1_000n, { operator: 'b', genesisHash: ours })]);
      expect(await facts.blockhash.get()).toMatchObject({ deathHeight: 1_182n });
    });

    it('is that of another chain no more once its node has moved there', async () => {
      let genesis = 'ours';
      const facts = bound([node(1_000n, { genesisHash: async () => Promise.resolve(genesis) })]);
      expect(await facts.blockhash.fresh()).toMatchObject({ blockhash: 'hash' });
      genesis = 'other';
      expect(await facts.blockhash.fresh()).toMatchObject({ code: 'RPC__UNAVAILABLE' });
    });
  });

  it('needs one operator where a single witness is allowed', async () => {
    const nodes = [node(1_000n, { operator: 'one' }), node(down, { operator: 'two' })];
    const rules = { deathHeightOf };
    const platform = createFakePlatform();
    const pool = createNodePool(nodes);
    const facts = createChainFacts({ pool, platform, rules, allowSingleWitness: true });
    expect(await facts.blockhash.get()).toMatchObject({ deathHeight: 1_182n });
  });

  it.each([2n ** 40n, 1n])(
    'is refused while one of two operators names the slot %s, far from the other',
    async (slot) => {
      const knowsBlockhash = async () => ({ slot, isKnown: true });
      const { facts } = setUp(
        node(1_000n, {
          operator: 'a',
          latestBlockhash: async () => ({ ...READING, slot }),
          knowsBlockhash,
        }),
        node(1_000n, { operator: 'b', latestBlockhash: down }),
      );
      expect(await facts.blockhash.get()).toMatchObject({ code: 'RPC__UNAVAILABLE' });
    },
  );

  it('is read at the slot that two operators support, the lower where they differ', async () => {
    const { facts } = setUp(
      node(1_000n, { operator: 'a', latestBlockhash: async () => ({ ...READING, slot: 560n }) }),
      node(1_000n, { operator: 'b', knowsBlockhash: knowsAt(510n) }),
      node(1_000n, { operator: 'c', knowsBlockhash: knowsAt(2n ** 40n) }),
    );
    expect(await facts.blockhash.get()).toMatchObject({ slot: 500n });
  });

  it('dies by the heights of others when its own node answers slots', async () => {
    const slots = node(500n, {
      latestBlockhash: async () => ({ ...READING, lastValidBlockHeight: 650n }),
    });
    const pool = createNodePool([slots, node(390n)]);
    const platform = createFakePlatform();
    const rules = { deathHeightOf };
    const facts = createChainFacts({ pool, platform, rules, slotGapMin: 100n });
    expect(await facts.blockhash.get()).toMatchObject({ deathHeight: 390n + 150n + 32n });
  });

  it('comes from the next node when the first has none', async () => {
    const { facts } = setUp(node(1n, { latestBlockhash: down }), node(2n));
    expect(await facts.blockhash.get()).toMatchObject({ blockhash: 'hash' });
  });

  it('is unavailable when no node has one', async () => {
    const { facts } = setUp(node(1n, { latestBlockhash: down }));
    expect(await facts.blockhash.get()).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { method: 'getLatestBlockhash', reason: 'down' },
    });
  });

  it('waits half a second for the height of a silent node, and goes by the others', async () => {
    const { facts, platform } = setUp(node(1_100n), node(silent));
    const reading = facts.blockhash.get();
    await platform.settle();
    expect(platform.pendingDelaysMs()).toEqual([500]);
    await platform.advance(500);
    expect(await reading).toMatchObject({ deathHeight: 1_282n });
  });

  it('leaves no timer behind', async () => {
    const { facts, platform } = setUp(node(1n));
    await facts.blockhash.get();
    await platform.settle();
    expect(platform.pendingDelaysMs()).toEqual([]);
  });

  it('is read again in the background after a second, and waited for after four', async () => {
    let reads = 0;
    const latestBlockhash = async () => {
      reads += 1;
      return { ...READING, blockhash: `hash-${reads}` };
    };
    const { facts, platform } = setUp(node(1n, { latestBlockhash }));
    await facts.blockhash.get();
    await platform.advance(999);
    expect(await facts.blockhash.get()).toMatchObject({ blockhash: 'hash-1' });
    expect(reads).toBe(1);
    await platform.advance(1);
    expect(await facts.blockhash.get()).toMatchObject({ blockhash: 'hash-1' });
    await platform.advance(4_000);
    expect(await facts.blockhash.get()).toMatchObject({ blockhash: 'hash-3' });
  });
});

describe('rent', () => {
  it('is what the chain says for each size', async () => {
    const minimumRentLamports = async (bytes: number) => BigInt(bytes) * 10n;
    const { facts } = setUp(node(1n, { minimumRentLamports }));
    expect(await facts.rent.get()).toEqual({
      walletLamports: 0n,
      tokenAccountLamports: 1_650n,
      extendedTokenAccountLamports: 3_000n,
    });
  });

  it('comes from one node or from none: never half of it', async () => {
    const minimumRentLamports = async (bytes: number) => (bytes === 300 ? down() : 1n);
    const { facts } = setUp(node(1n, { minimumRentLamports }));
    expect(await facts.rent.get()).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { method: 'getMinimumBalanceForRentExemption' },
    });
  });

  describe('of two operators', () => {
    const tells = (operator: string, lamports: bigint) =>
      node(1n, { operator, label: operator, minimumRentLamports: async () => lamports });

    it('is what both tell', async () => {
      const { facts } = setUp(tells('a', 7n), tells('b', 7n));
      expect(await facts.rent.get()).toMatchObject({ walletLamports: 7n });
    });

    it('is nothing when one tells more: the balance asserted on chain would be as much lower', async () => {
      const { facts } = setUp(tells('liar', 7_000_000n), tells('b', 7n));
      expect(await facts.rent.get()).toMatchObject({
        code: 'RPC__UNAVAILABLE',
        context: { reason: 'its operators contradict each other' },
      });
    });

    it('is what two of three tell, and no two nodes of one operator', async () => {
      const three = setUp(tells('liar', 9n), tells('liar', 9n), tells('b', 7n), tells('c', 7n));
      expect(await three.facts.rent.get()).toMatchObject({ walletLamports: 7n });
    });

    it('is what one tells where one is enough', async () => {
      const platform = createFakePlatform();
      const pool = createNodePool([tells('a', 9n), tells('b', 7n)]);
      const rules = { deathHeightOf };
      const facts = createChainFacts({ pool, platform, rules, allowSingleWitness: true });
      expect(await facts.rent.get()).toMatchObject({ walletLamports: 9n });
    });
  });
});
