import { afterEach, describe, expect, it } from 'vitest';

import type { RunningServer } from '../../http/serveApplication.ts';
import { serveFakeRpc, type FakeMethods } from '../../testing/fakeRpc.ts';
import { createChainReader, type ChainReader } from './chainReader.ts';

const cleanups: { node: RunningServer; reader: ChainReader }[] = [];
afterEach(async () => {
  for (const { node, reader } of cleanups.splice(0)) {
    reader.close();
    await node.close();
  }
});

async function createReader(methods: FakeMethods): Promise<ChainReader> {
  const node = await serveFakeRpc(methods);
  const reader = createChainReader(node.url);
  cleanups.push({ node, reader });
  return reader;
}

describe('createChainReader', () => {
  it('reads the slot at a commitment', async () => {
    const reader = await createReader({
      getSlot: ([config]) =>
        (config as { commitment: string }).commitment === 'finalized' ? 1 : 9,
    });
    expect(await reader.readSlot('processed')).toBe(9n);
    expect(await reader.readSlot('finalized')).toBe(1n);
  });

  it('asks again only about what was not reached yet', async () => {
    let slot = 10;
    let asked = 0;
    const reader = await createReader({
      getSlot: () => {
        asked += 1;
        return slot;
      },
    });
    expect(await reader.hasReached('finalized', 11n)).toBe(false);
    slot = 20;
    expect(await reader.hasReached('finalized', 11n)).toBe(true);
    expect(await reader.hasReached('finalized', 20n)).toBe(true);
    expect(asked).toBe(2);
  });

  it('measures once how far heights are behind slots', async () => {
    let asked = 0;
    const reader = await createReader({
      getEpochInfo: () => {
        asked += 1;
        return { absoluteSlot: 40, blockHeight: 10 };
      },
    });
    expect(await reader.readHeightGap()).toBe(30n);
    expect(await reader.readHeightGap()).toBe(30n);
    expect(asked).toBe(1);
  });

  it('throws when the chain answers nothing of the kind', async () => {
    const reader = await createReader({ getEpochInfo: () => ({}) });
    await expect(reader.readSlot('processed')).rejects.toThrow('getSlot with no slot');
    await expect(reader.readHeightGap()).rejects.toThrow('without heights');
  });
});
