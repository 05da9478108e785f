import { describe, expect, it } from 'vitest';

import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { isServedBySome, verifyCluster } from './verifyCluster.ts';

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

describe('verifyCluster', () => {
  it.each([
    ['mainnet-beta', MAINNET],
    ['devnet', DEVNET],
    ['testnet', TESTNET],
    ['sandbox', LOCAL],
  ] as const)('takes a node of %s', async (cluster, genesisHash) => {
    expect(await verifyCluster([node(genesisHash), node(genesisHash)], cluster)).toEqual({
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
    expect(await verifyCluster([node(genesisHash, 'http://n')], cluster)).toMatchObject({
      code: 'CONFIG__CLUSTER_MISMATCH',
      context: { cluster, endpoint: 'http://n', genesisHash },
    });
  });

  it('refuses one wrong node among right ones', async () => {
    const nodes = [node(MAINNET), node(MAINNET), node(DEVNET, 'http://wrong')];
    expect(await verifyCluster(nodes, 'mainnet-beta')).toMatchObject({
      code: 'CONFIG__CLUSTER_MISMATCH',
      context: { endpoint: 'http://wrong' },
    });
  });

  it('refuses two sandboxes that are not the same chain', async () => {
    const nodes = [node(LOCAL), node(`${LOCAL}2`, 'http://other')];
    expect(await verifyCluster(nodes, 'sandbox')).toMatchObject({
      code: 'CONFIG__CLUSTER_MISMATCH',
      context: { endpoint: 'http://other' },
    });
  });

  it('goes by the nodes that answer', async () => {
    const nodes = [node(new Error('down')), node(MAINNET)];
    expect(await verifyCluster(nodes, 'mainnet-beta')).toEqual({ genesisHash: MAINNET });
  });

  it('is unavailable when no node answers', async () => {
    const nodes = [node(new Error('down'), 'http://a'), node(new Error('timed out'), 'http://b')];
    expect(await verifyCluster(nodes, 'mainnet-beta')).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { endpoint: 'http://b', method: 'getGenesisHash', reason: 'timed out' },
    });
    expect(await verifyCluster([], 'mainnet-beta')).toMatchObject({ code: 'RPC__UNAVAILABLE' });
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
