import { expect, it } from 'vitest';

import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { madeUpAttempt } from '../testing/fakeParts.ts';
import { readTestimonies } from './readTestimonies.ts';

const ATTEMPT = { ...madeUpAttempt(), status: 'submitted' } as const;

it('tells nothing of an attempt whose search was not answered, and all of the others', async () => {
  const signatures = Array.from({ length: 300 }, (_, index) => `signature-${index}`);
  const node = createFakeChainNode({
    genesisHash: async () => 'ours',
    finalized: async () => ({ blockHeight: 1_183n, slot: 1_187n, slotGap: 4n }),
    firstAvailableSlot: async () => 1n,
    signatureStatuses: async (batch) => {
      if (batch.includes('signature-299')) throw new Error('429');
      const slot = batch.includes('signature-0') ? 12n : 11n;
      return { slot, statuses: batch.map(() => null) };
    },
    isBlockhashValid: async () => false,
  });
  const { reading, testimonies } = await readTestimonies({
    node,
    questions: [
      { attempt: ATTEMPT, signatures: signatures.slice(0, 2) },
      { attempt: ATTEMPT, signatures: signatures.slice(2, 256) },
      { attempt: ATTEMPT, signatures: signatures.slice(256) },
      { attempt: ATTEMPT, signatures: ['signature-1', 'signature-299'] },
    ],
    trustsGap: () => false,
  });
  expect(reading).toEqual({
    genesisHash: 'ours',
    finalized: { blockHeight: 1_183n, slot: 1_187n, slotGap: 4n },
    firstAvailableSlot: 1n,
    isGapTrusted: false,
  });
  expect(testimonies.map((testimony) => testimony?.statusSlot)).toEqual([
    12n,
    12n,
    undefined,
    undefined,
  ]);
  expect(testimonies[0]).toMatchObject({ statuses: [null, null], isBlockhashValid: false });
});

it.each([
  [12n, 11n],
  [11n, 12n],
])('tells of the oldest of the searches at %s and %s', async (...slots) => {
  const signatures = Array.from({ length: 300 }, (_, index) => `signature-${index}`);
  const asked: string[] = [];
  const status = { slot: 8n, commitment: 'finalized', error: null } as const;
  const node = createFakeChainNode({
    genesisHash: async () => 'ours',
    finalized: async () => ({ blockHeight: 1_183n, slot: 1_187n, slotGap: 4n }),
    firstAvailableSlot: async () => 1n,
    signatureStatuses: async (batch) => {
      const slot = batch.includes('signature-0') ? slots[0] : slots[1];
      return { slot, statuses: batch.map((name) => (name === 'signature-299' ? status : null)) };
    },
    isBlockhashValid: async (blockhash) => {
      asked.push(blockhash);
      return false;
    },
  });
  const questions = [
    { attempt: { ...ATTEMPT, blockhash: 'unseen' }, signatures: signatures.slice(0, 257) },
    { attempt: { ...ATTEMPT, blockhash: 'seen' }, signatures: signatures.slice(257) },
  ];
  const { testimonies } = await readTestimonies({ node, questions, trustsGap: () => true });
  expect(testimonies[0]?.statusSlot).toBe(11n);
  // Whether the blockhash of what landed may still be used says nothing about it.
  expect(asked).toEqual(['unseen']);
  expect(testimonies.map((told) => told?.isBlockhashValid)).toEqual([false, undefined]);
});

it.each([
  [1_182n, []],
  [1_183n, [ATTEMPT.blockhash]],
])(
  'asks for a blockhash only above the death height of 1182: at %s',
  async (blockHeight, asked) => {
    const blockhashes: string[] = [];
    const node = createFakeChainNode({
      genesisHash: async () => 'ours',
      finalized: async () => ({ blockHeight, slot: blockHeight + 4n, slotGap: 4n }),
      firstAvailableSlot: async () => 1n,
      signatureStatuses: async (batch) => ({ slot: 1_200n, statuses: batch.map(() => null) }),
      isBlockhashValid: async (blockhash) => {
        blockhashes.push(blockhash);
        return false;
      },
    });
    const questions = [{ attempt: ATTEMPT, signatures: ['signature-1'] }];
    await readTestimonies({ node, questions, trustsGap: () => true });
    expect(blockhashes).toEqual(asked);
  },
);

it.each([
  ['leaves our chain', ['ours', 'other']],
  ['comes to it', ['other', 'ours']],
  ['does not tell of its chain any more', ['ours']],
])('takes no word of a node that %s between two questions', async (_case, genesis) => {
  const told = [...genesis];
  const node = createFakeChainNode({
    genesisHash: async () => {
      const found = told.shift();
      if (found === undefined) throw new Error('timed out');
      return Promise.resolve(found);
    },
    finalized: async () => ({ blockHeight: 5n, slot: 9n, slotGap: 4n }),
    firstAvailableSlot: async () => 1n,
    signatureStatuses: async (batch) => ({ slot: 12n, statuses: batch.map(() => null) }),
    isBlockhashValid: async () => false,
  });
  const questions = [{ attempt: ATTEMPT, signatures: ['signature-1'] }];
  await expect(readTestimonies({ node, questions, trustsGap: () => true })).rejects.toThrow();
});
