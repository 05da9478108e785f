import { describe, expect, it } from 'vitest';

import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import type { ChainNode, SendAnswer } from './chainNode.ts';
import { guardNode, NodeRestingError } from './guardNode.ts';
import { createNodePool } from './nodePool.ts';
import { RpcThrottleError } from './rpcTransport.ts';

const WIRE = Uint8Array.of(1);

function setUp(
  given: Partial<ChainNode>,
  budgets = { readsPerSecondMax: 2, sendsPerSecondMax: 1 },
) {
  const platform = createFakePlatform();
  return { platform, node: guardNode(createFakeChainNode(given), { platform, budgets }) };
}

describe('guardNode', () => {
  it('passes every question and its answer on', async () => {
    const asked: unknown[][] = [];
    const handler = {
      get: (target: ChainNode, name: string): unknown => {
        if (name === 'label' || name === 'operator') return target[name];
        return async (...parameters: unknown[]) => {
          asked.push([name, ...parameters]);
          return name;
        };
      },
    };
    const bare = new Proxy(createFakeChainNode(), handler);
    const node = guardNode(bare, {
      platform: createFakePlatform(),
      budgets: { readsPerSecondMax: 100, sendsPerSecondMax: 100 },
    });
    const names = Object.keys(createFakeChainNode()).filter(
      (name) => name !== 'label' && name !== 'operator',
    );
    for (const name of names) {
      const method = Reflect.get(node, name) as (...parameters: unknown[]) => Promise<unknown>;
      expect(await method('first', 'second')).toBe(name);
    }
    expect(asked.map(([name]) => name)).toEqual(names);
    const without = ['genesisHash', 'latestBlockhash', 'finalized', 'firstAvailableSlot'];
    const unasked = asked.filter(([, first]) => first !== 'first').map(([name]) => name);
    expect(new Set(unasked)).toEqual(new Set(without));
  });

  describe('on another chain than the one that trades are bound to', () => {
    function strange(given: Partial<ChainNode>) {
      const platform = createFakePlatform();
      const told: string[] = [];
      const chain = { genesis: 'ours' };
      const bare = createFakeChainNode({
        genesisHash: async () => Promise.resolve(chain.genesis),
        ...given,
      });
      const node = guardNode(bare, {
        platform,
        budgets: { readsPerSecondMax: 100, sendsPerSecondMax: 100 },
        bound: () => 'ours',
        onStranger: (label, genesisHash) => void told.push(`${label} ${genesisHash}`),
      });
      return { node, chain, platform, told };
    }

    it('answers no question but the one for its chain, and takes sends', async () => {
      const acknowledged: SendAnswer = { kind: 'acknowledged' };
      const { node, chain, told, platform } = strange({
        send: async () => Promise.resolve(acknowledged),
        blockHeight: async () => Promise.resolve(5n),
      });
      expect([await node.genesisHash(), await node.blockHeight('processed')]).toEqual(['ours', 5n]);
      chain.genesis = 'other';
      expect(await node.genesisHash()).toBe('other');
      expect(told).toEqual(['http://fake-node other']);
      const names = Object.keys(createFakeChainNode()).filter(
        (name) => !['label', 'operator', 'genesisHash', 'send'].includes(name),
      );
      for (const name of names) {
        const method = Reflect.get(node, name) as (...parameters: unknown[]) => Promise<unknown>;
        // Not asked: the double would say that it was not expected to be.
        await expect(method('first', 'second'), name).rejects.toThrow(
          'http://fake-node is on another chain',
        );
      }
      expect(node.stranger()).toMatchObject({ code: 'RPC__CHAIN_MISMATCH' });
      expect(await node.send(WIRE)).toEqual(acknowledged);
      chain.genesis = 'ours';
      await platform.advance(30_000);
      await node.genesisHash();
      expect(await node.blockHeight('processed')).toBe(5n);
    });

    it('remembers that it told of ours until a call of it fails', async () => {
      const { node, platform } = strange({
        blockHeight: async () => Promise.reject(new Error('x')),
      });
      expect(node.toldOursAtMs?.()).toBeUndefined();
      await node.genesisHash();
      expect(node.toldOursAtMs?.()).toBe(platform.monotonicMs());
      await expect(node.blockHeight('processed')).rejects.toThrow('x');
      expect(node.toldOursAtMs?.()).toBeUndefined();
    });

    it('is not believed in what it was asked before that was found out', async () => {
      const height = Promise.withResolvers<bigint>();
      const { node, chain } = strange({ blockHeight: async () => height.promise });
      const asked = node.blockHeight('processed');
      chain.genesis = 'other';
      await node.genesisHash();
      height.resolve(5n);
      await expect(asked).rejects.toThrow('is on another chain');
    });
  });

  it.each([true, false])('waits out a limit where it is the only node: %s', async (isOnlyNode) => {
    const platform = createFakePlatform();
    const answers = [new RpcThrottleError('http://node', 429, 1_500), 'hash'];
    const genesisHash = async (): Promise<string> => {
      const answer = answers.shift();
      if (typeof answer === 'string') return answer;
      throw answer;
    };
    const budgets = { readsPerSecondMax: 9, sendsPerSecondMax: 9 };
    const bare = createFakeChainNode({ genesisHash });
    const asked = guardNode(bare, { platform, budgets, isOnlyNode }).genesisHash();
    if (!isOnlyNode) {
      await expect(asked).rejects.toThrow(RpcThrottleError);
      return;
    }
    await platform.settle();
    expect(platform.pendingDelaysMs()).toEqual([1_500]);
    await platform.advance(1_500);
    expect(await asked).toBe('hash');
  });

  it('asks the only node no more than three times while it answers with a limit', async () => {
    const platform = createFakePlatform({ delays: 'at-once' });
    let asked = 0;
    const genesisHash = async (): Promise<string> => {
      asked += 1;
      throw new RpcThrottleError('http://node', 429, 1_000);
    };
    const budgets = { readsPerSecondMax: 9, sendsPerSecondMax: 9 };
    const bare = createFakeChainNode({ genesisHash });
    const node = guardNode(bare, { platform, budgets, isOnlyNode: true });
    await expect(node.genesisHash()).rejects.toThrow(RpcThrottleError);
    expect(asked).toBe(3);
  });

  it('lets a read over budget wait its turn', async () => {
    const { node, platform } = setUp({ genesisHash: async () => 'hash' });
    await node.genesisHash();
    await node.genesisHash();
    const third = node.genesisHash();
    await platform.settle();
    expect(platform.pendingDelaysMs()).toEqual([1_000]);
    await platform.advance(1_000);
    expect(await third).toBe('hash');
  });

  it('keeps sends possible while reads are limited, and reads while sends are', async () => {
    let limited: 'reads' | 'sends' = 'reads';
    const limit = new RpcThrottleError('http://node', 429, 5_000);
    const { node } = setUp({
      genesisHash: async () => {
        if (limited === 'reads') throw limit;
        return 'hash';
      },
      send: async (): Promise<SendAnswer> =>
        limited === 'reads'
          ? { kind: 'acknowledged' }
          : {
              kind: 'in-doubt',
              reason: '429',
              failure: { kind: 'throttled', retryAfterMs: 5_000 },
            },
    });
    await expect(node.genesisHash()).rejects.toBe(limit);
    await expect(node.genesisHash()).rejects.toBeInstanceOf(NodeRestingError);
    expect(node.sends.refusal()).toBeUndefined();
    expect(await node.send(WIRE)).toEqual({ kind: 'acknowledged' });

    const other = setUp({
      genesisHash: async () => 'hash',
      send: async () => ({
        kind: 'in-doubt',
        reason: '429',
        failure: { kind: 'throttled', retryAfterMs: 5_000 },
      }),
    });
    limited = 'sends';
    await other.node.send(WIRE);
    expect(other.node.sends.refusal()).toEqual({ reason: 'resting', waitMs: 5_000, isAsked: true });
    expect(await other.node.genesisHash()).toBe('hash');
  });

  it('is left out by a pool while it rests, so that a dead node costs no timeout each time', async () => {
    let calls = 0;
    const dead = setUp(
      {
        label: 'http://dead',
        genesisHash: async () => {
          calls += 1;
          throw new Error('timed out');
        },
      },
      { readsPerSecondMax: 100, sendsPerSecondMax: 1 },
    );
    for (let time = 0; time < 20; time += 1) await dead.node.genesisHash().catch(() => undefined);
    expect(calls).toBe(5);
    const pool = createNodePool([
      dead.node,
      createFakeChainNode({ genesisHash: async () => 'hash' }),
    ]);
    expect(await pool.ask('getGenesisHash', async (node) => node.genesisHash())).toBe('hash');
    expect(calls).toBe(5);
    expect(dead.node.reads.health()).toMatchObject({ state: 'resting', skips: 16 });
  });
});
