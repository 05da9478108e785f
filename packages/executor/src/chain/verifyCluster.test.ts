import { describe, expect, it } from 'vitest';

import type { Cluster } from '../config/executionAdapterConfig.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import type { ChainNode } from './chainNode.ts';
import { isServedBySome, verifyCluster, type ClusterKnowledge } from './verifyCluster.ts';

const MAINNET = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';
const DEVNET = 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG';
const TESTNET = '4uhcVJyU9pJkvQyS88uRDiswHScgkcY3vjSMZoCSGsLL';
const LOCAL = 'LocaL1111111111111111111111111111111111111';

function node(answer: string | Error, label = `http://${String(answer).slice(0, 5)}`) {
  return createFakeChainNode({
    label,
    genesisHash: async () => {
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
}

const NOTHING_KNOWN: ClusterKnowledge = { known: undefined, operatorsMin: 1 };

async function verify(nodes: readonly ChainNode[], cluster: Cluster, knowledge = NOTHING_KNOWN) {
  return verifyCluster(nodes, cluster, knowledge);
}

describe('verifyCluster', () => {
  it('believes no single operator of two what chain an unknown private one is', async () => {
    const down = node(new Error('down'));
    const told = { ...node(LOCAL), operator: 'one' };
    const alone = [told, { ...told }, { ...down, operator: 'two' }];
    const none = { known: undefined, operatorsMin: 2 };
    expect(await verify(alone, 'sandbox', none)).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { endpoint: 'one', reason: expect.stringContaining(LOCAL) as unknown },
    });
    expect(await verify(alone, 'sandbox', { ...none, known: 'Other' })).toMatchObject({
      code: 'RPC__UNAVAILABLE',
    });
    for (const [nodes, knowledge] of [
      [alone, { ...none, known: LOCAL }],
      [alone, { ...none, operatorsMin: 1 }],
      [[told, { ...told, operator: 'two' }], none],
    ] as const) {
      expect(await verify(nodes, 'sandbox', knowledge)).toEqual({ genesisHash: LOCAL });
    }
    const mainnet = [
      { ...node(MAINNET), operator: 'one' },
      { ...down, operator: 'two' },
    ];
    expect(await verify(mainnet, 'mainnet-beta', none)).toEqual({ genesisHash: MAINNET });
  });

  it.each([
    ['mainnet-beta', MAINNET],
    ['devnet', DEVNET],
    ['testnet', TESTNET],
    ['sandbox', LOCAL],
  ] as const)('takes a node of %s', async (cluster, genesisHash) => {
    expect(await verify([node(genesisHash), node(genesisHash)], cluster)).toEqual({
      genesisHash,
    });
  });

  it.each([
    ['mainnet-beta', DEVNET],
    ['mainnet-beta', LOCAL],
    ['mainnet-beta', ''],
    ['devnet', MAINNET],
    ['testnet', DEVNET],
    ['sandbox', MAINNET],
    ['sandbox', DEVNET],
    ['sandbox', TESTNET],
  ] as const)('as %s, refuses genesis hash %s', async (cluster, genesisHash) => {
    expect(await verify([node(genesisHash, 'http://n')], cluster)).toMatchObject({
      code: 'CONFIG__CLUSTER_MISMATCH',
      context: { cluster, endpoint: 'http://n', genesisHash },
    });
  });

  it('refuses one wrong node among right ones', async () => {
    const nodes = [node(MAINNET), node(MAINNET), node(DEVNET, 'http://wrong')];
    expect(await verify(nodes, 'mainnet-beta')).toMatchObject({
      code: 'CONFIG__CLUSTER_MISMATCH',
      context: { endpoint: 'http://wrong' },
    });
  });

  it('refuses two sandboxes that are not the same chain', async () => {
    const nodes = [node(LOCAL), node(`${LOCAL}2`, 'http://other')];
    expect(await verify(nodes, 'sandbox')).toMatchObject({
      code: 'CONFIG__CLUSTER_MISMATCH',
      context: { endpoint: 'http://other' },
    });
  });

  it('goes by the nodes that answer', async () => {
    const nodes = [node(new Error('down')), node(MAINNET)];
    expect(await verify(nodes, 'mainnet-beta')).toEqual({ genesisHash: MAINNET });
  });

  it('is unavailable when no node answers', async () => {
    const nodes = [node(new Error('down'), 'http://a'), node(new Error('timed out'), 'http://b')];
    expect(await verify(nodes, 'mainnet-beta')).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { endpoint: 'http://b', method: 'getGenesisHash', reason: 'timed out' },
    });
    expect(await verify([], 'mainnet-beta')).toMatchObject({ code: 'RPC__UNAVAILABLE' });
  });
});

describe('isServedBySome', () => {
  const mainnet = { cluster: 'mainnet-beta', genesisHash: MAINNET } as const;
  const sandbox = { cluster: 'sandbox', genesisHash: LOCAL } as const;
  const misnamed = { cluster: 'devnet', genesisHash: MAINNET } as const;

  it('takes one node of the chain among others and silent ones', async () => {
    expect(await isServedBySome([node(DEVNET), node(MAINNET)], mainnet)).toBe(true);
    expect(await isServedBySome([node(new Error('down')), node(LOCAL)], sandbox)).toBe(true);
  });

  it('takes no other chain, no silence and no chain that is not configured', async () => {
    expect(await isServedBySome([node(DEVNET), node(new Error('down'))], mainnet)).toBe(false);
    expect(await isServedBySome([node(MAINNET)], misnamed)).toBe(false);
  });
});
