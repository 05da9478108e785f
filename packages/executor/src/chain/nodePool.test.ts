import { describe, expect, it } from 'vitest';

import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createNodePool } from './nodePool.ts';

function nodeOf(label: string, hash: () => Promise<string>, asked: string[]) {
  return createFakeChainNode({
    label,
    genesisHash: async () => {
      asked.push(label);
      return hash();
    },
  });
}

const fails = async () => Promise.reject(new Error('timed out'));

describe('createNodePool', () => {
  it('asks the first node alone while it answers', async () => {
    const asked: string[] = [];
    const nodes = ['a', 'b'].map((label) => nodeOf(label, async () => label, asked));
    const pool = createNodePool(nodes);
    expect(await pool.ask('getGenesisHash', async (node) => node.genesisHash())).toBe('a');
    expect(asked).toEqual(['a']);
    expect(pool.nodes).toEqual(nodes);
  });

  it('asks the next one when a node does not answer, in order', async () => {
    const asked: string[] = [];
    const pool = createNodePool([
      nodeOf('a', fails, asked),
      nodeOf('b', fails, asked),
      nodeOf('c', async () => 'hash', asked),
    ]);
    expect(await pool.ask('getGenesisHash', async (node) => node.genesisHash())).toBe('hash');
    expect(asked).toEqual(['a', 'b', 'c']);
  });

  it('begins with the node that answered last', async () => {
    const asked: string[] = [];
    const pool = createNodePool([
      nodeOf('a', fails, asked),
      nodeOf('b', async () => 'hash', asked),
    ]);
    await pool.ask('getGenesisHash', async (node) => node.genesisHash());
    await pool.ask('getGenesisHash', async (node) => node.genesisHash());
    expect(asked).toEqual(['a', 'b', 'b']);
  });

  it('goes on after a question that throws at once', async () => {
    const pool = createNodePool(['a', 'b'].map((label) => nodeOf(label, fails, [])));
    const answer = await pool.ask('x', async (node) => {
      if (node.label === 'a') throw new TypeError('malformed');
      return 7n;
    });
    expect(answer).toBe(7n);
  });

  it.each([undefined, null, 0n, false, ''])('takes %o for an answer', async (value) => {
    const pool = createNodePool(['a', 'b'].map((label) => createFakeChainNode({ label })));
    expect(await pool.ask('x', async () => value)).toBe(value);
  });

  it('is unavailable with what the last node said', async () => {
    const pool = createNodePool([
      nodeOf('http://a', fails, []),
      nodeOf('http://b', async () => Promise.reject(new Error('answered HTTP 429')), []),
    ]);
    expect(await pool.ask('getGenesisHash', async (node) => node.genesisHash())).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { method: 'getGenesisHash', endpoint: 'http://b', reason: 'answered HTTP 429' },
    });
  });

  it('is unavailable without nodes', async () => {
    expect(await createNodePool([]).ask('x', async () => 1n)).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { endpoint: 'none configured' },
    });
  });
});
