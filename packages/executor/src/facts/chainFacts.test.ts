import { describe, expect, it } from 'vitest';

import type { ChainNode } from '../chain/chainNode.ts';
import { createNodePool } from '../chain/nodePool.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createChainFacts, deathHeightOf } from './chainFacts.ts';

const READING = { slot: 500n, blockhash: 'hash', lastValidBlockHeight: 1_150n };
const down = async (): Promise<never> => Promise.reject(new Error('down'));
const silent = async (): Promise<never> => new Promise(() => {});

function node(height: (() => Promise<bigint>) | bigint, given: Partial<ChainNode> = {}) {
  return createFakeChainNode({
    latestBlockhash: async () => READING,
    blockHeight: async (commitment) => {
      expect(commitment).toBe('processed');
      return typeof height === 'bigint' ? height : height();
    },
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

  it('is refused of a lone operator of two until both have agreed, and near that afterwards', async () => {
    const height = { one: 1_000n, two: undefined as bigint | undefined };
    const { facts, platform } = setUp(
      node(async () => height.one, { operator: 'one' }),
      node(async () => height.two ?? down(), { operator: 'two', latestBlockhash: down }),
    );
    const reason = expect.stringContaining('only one operator') as unknown;
    expect(await facts.blockhash.get()).toMatchObject({ context: { reason } });
    height.two = 1_000n;
    await platform.advance(5_000);
    expect(await facts.blockhash.get()).toMatchObject({ deathHeight: 1_182n });
    height.two = undefined;
    height.one = 11_100n;
    await platform.advance(5_000);
    expect(await facts.blockhash.get()).toMatchObject({ deathHeight: 11_282n });
    height.one = 50_000n;
    await platform.advance(5_000);
    expect(await facts.blockhash.get()).toMatchObject({ context: { reason } });
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
});
