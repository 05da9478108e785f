import { isFault } from '@quantbot/core';
import { describe, expect, it, vi } from 'vitest';

import type { HistoryEntry, HistoryPage } from '../chain/chainNode.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { readNewHistory } from './readNewHistory.ts';

function entries(newest: number, count: number): HistoryEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    signature: `s${newest - index}`,
    slot: BigInt(newest - index),
    commitment: 'finalized',
    error: null,
  }));
}

/** A node that pages through a list as a real one does. */
function nodeWith(all: readonly HistoryEntry[]) {
  const signaturesOf = vi.fn(async (_wallet: string, { limit, before, until }: HistoryPage) => {
    const from = before === undefined ? 0 : all.findIndex((one) => one.signature === before) + 1;
    const end = all.findIndex((one) => one.signature === until);
    return all.slice(from, end === -1 ? undefined : end).slice(0, limit);
  });
  return createFakeChainNode({ signaturesOf });
}

const silent = createFakeChainNode({
  label: 'silent',
  signaturesOf: async () => Promise.reject(new Error('timeout')),
});

const place = { wallet: 'wallet', mark: undefined };

describe('readNewHistory', () => {
  it('reads pages until a node has no more', async () => {
    const all = entries(2_500, 2_500);
    const node = nodeWith(all);
    const history = await readNewHistory([node], place, 10);
    expect(history).toEqual({ kind: 'read', views: [all], isWhole: true });
    expect(vi.mocked(node.signaturesOf).mock.calls.map(([, page]) => page)).toEqual([
      { limit: 1_000 },
      { limit: 1_000, before: 's1501' },
      { limit: 1_000, before: 's501' },
    ]);
  });

  it('reads what is newer than the mark alone', async () => {
    const node = nodeWith(entries(20, 20));
    const history = await readNewHistory([node], { ...place, mark: mark(17) }, 10);
    expect(history).toEqual({ kind: 'read', views: [entries(20, 3)], isWhole: true });
  });

  it('stops before the mark when the node does not know it, and keeps its slot', async () => {
    const all = [...entries(5_000, 10), { ...entries(4_990, 1)[0], signature: 'same-slot' }];
    const node = nodeWith([...(all as HistoryEntry[]), ...entries(4_989, 4_989)]);
    const history = await readNewHistory([node], { ...place, mark: mark(4_990) }, 10);
    expect(history).toMatchObject({ isWhole: true, views: [all] });
    expect(node.signaturesOf).toHaveBeenCalledTimes(1);
  });

  it('says when there is more than it may read', async () => {
    const history = await readNewHistory([nodeWith(entries(3_000, 3_000))], place, 2);
    expect(history).toMatchObject({ isWhole: false });
  });

  it('goes by the nodes that answer, and by nothing when none does', async () => {
    const node = nodeWith(entries(2, 2));
    expect(await readNewHistory([silent, node], place, 1)).toMatchObject({
      views: [entries(2, 2)],
    });
    const none = await readNewHistory([silent, silent], place, 1);
    expect(isFault(none) && none).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { method: 'getSignaturesForAddress', endpoint: 'silent', reason: 'timeout' },
    });
    expect(isFault(await readNewHistory([], place, 1))).toBe(true);
  });
});

function mark(slot: number) {
  return { signature: `s${slot}`, slot: BigInt(slot) };
}
