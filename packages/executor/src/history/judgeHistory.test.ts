import { describe, expect, it, vi } from 'vitest';

import type { ChainNode, HistoryEntry, TransactionReading } from '../chain/chainNode.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { madeUpTransaction } from '../testing/madeUpTransaction.ts';
import { judgeHistory, LOOKS_MAX, newMark } from './judgeHistory.ts';

const OURS = madeUpTransaction({ accountAddresses: ['payer', 'wallet'], signerCount: 2 });
const THEIRS = madeUpTransaction({ accountAddresses: ['payer', 'wallet'], signerCount: 1 });

function entry(
  slot: number,
  commitment: HistoryEntry['commitment'] = 'finalized',
  error: string | null = null,
): HistoryEntry {
  return { signature: `s${slot}`, slot: BigInt(slot), commitment, error };
}

function nodeWith(answers: Record<string, TransactionReading | null | Error>): ChainNode {
  const transaction = vi.fn(async (signature: string) => {
    const answer = answers[signature];
    if (answer === undefined) throw new Error(`nobody expected ${signature}`);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return createFakeChainNode({ transaction });
}

async function judge(
  nodes: readonly ChainNode[],
  views: ReadonlyArray<readonly HistoryEntry[]>,
  more: { readonly own?: readonly string[]; readonly strangers?: Set<string> } = {},
) {
  const { own = [], strangers = new Set() } = more;
  const isOwn = (signature: string) => own.includes(signature);
  const history = { kind: 'read', views, isWhole: true } as const;
  return judgeHistory({ nodes, wallet: 'wallet', isOwn, strangers }, history);
}

describe('judgeHistory', () => {
  it('finds everything accounted for: own trades and what strangers sent', async () => {
    const strangers = new Set<string>();
    const node = nodeWith({ s3: THEIRS });
    const view = [entry(5), entry(3)];
    const verdict = await judge([node], [view], { own: ['s5'], strangers });
    expect(verdict).toEqual({ kind: 'clean', mark: { signature: 's5', slot: 5n } });
    expect([...strangers]).toEqual(['s3']);
    // What is known of strangers is not read again.
    await judge([node], [view], { own: ['s5'], strangers });
    expect(node.transaction).toHaveBeenCalledTimes(1);
  });

  it('names what the wallet signed and the journal lacks, failed or not, newest first', async () => {
    const node = nodeWith({ s1: OURS, s2: THEIRS, s4: { ...OURS, error: '"x"' } });
    const view = [entry(4, 'confirmed', '"x"'), entry(3), entry(2), entry(1)];
    expect(await judge([node], [view], { own: ['s3'] })).toEqual({
      kind: 'foreign',
      signatures: ['s4', 's1'],
    });
  });

  it('finds what one node leaves out and another has', async () => {
    const node = nodeWith({ s2: OURS });
    expect(await judge([node], [[], [entry(2)]])).toMatchObject({ kind: 'foreign' });
  });

  it('believes no node alone that the wallet did not sign', async () => {
    const nodes = [nodeWith({ s2: THEIRS }), nodeWith({ s2: OURS })];
    expect(await judge(nodes, [[entry(2)]])).toEqual({ kind: 'foreign', signatures: ['s2'] });
  });

  it.each([
    ['cannot be read', new Error('timeout')],
    ['is not served', null],
  ])('takes a transaction that %s neither for clean nor for foreign', async (_, answer) => {
    const verdict = await judge([nodeWith({ s2: answer })], [[entry(2)]]);
    expect(verdict).toMatchObject({
      kind: 'unknown',
      problem: { code: 'RPC__UNAVAILABLE', context: { method: 'getTransaction' } },
    });
  });

  it('goes by the nodes that can read it', async () => {
    const nodes = [nodeWith({ s2: new Error('timeout') }), nodeWith({ s2: THEIRS })];
    expect(await judge(nodes, [[entry(2)]])).toMatchObject({ kind: 'clean' });
  });

  it('looks at a bounded number in one go, and gets to the end by and by', async () => {
    const total = LOOKS_MAX + 50;
    const view = Array.from({ length: total }, (_, index) => entry(total - index));
    const node = createFakeChainNode({ transaction: vi.fn(async () => THEIRS) });
    const strangers = new Set<string>();
    const first = await judge([node], [view], { strangers });
    expect(first).toMatchObject({
      kind: 'unknown',
      problem: { context: { reason: '50 transactions of the wallet are still to be read' } },
    });
    expect(node.transaction).toHaveBeenCalledTimes(LOOKS_MAX);
    expect(await judge([node], [view], { strangers })).toMatchObject({ kind: 'clean' });
    expect(node.transaction).toHaveBeenCalledTimes(total);
  });
});

describe('newMark', () => {
  it('is the newest that is final for every node that answered', () => {
    const ahead = [entry(9, 'confirmed'), entry(8), entry(7), entry(6)];
    const behind = [entry(8, 'confirmed'), entry(7), entry(6)];
    expect(newMark([ahead, behind])).toEqual({ signature: 's7', slot: 7n });
    expect(newMark([ahead])).toEqual({ signature: 's8', slot: 8n });
  });

  it('stays where it is without one', () => {
    expect(newMark([[entry(9, 'confirmed')]])).toBeUndefined();
    expect(newMark([[entry(9)], []])).toBeUndefined();
    expect(newMark([])).toBeUndefined();
  });
});
