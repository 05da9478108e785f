import { expect, it } from 'vitest';

import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { madeUpAttempt } from '../testing/fakeParts.ts';
import { readTestimonies } from './readTestimonies.ts';

const ATTEMPT = { ...madeUpAttempt(), status: 'submitted' } as const;

it('tells nothing of an attempt whose search was not answered, and all of the others', async () => {
  const signatures = Array.from({ length: 300 }, (_, index) => `signature-${index}`);
  const node = createFakeChainNode({
    genesisHash: async () => 'ours',
    finalized: async () => ({ blockHeight: 5n, slot: 9n, slotGap: 4n }),
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
    finalized: { blockHeight: 5n, slot: 9n, slotGap: 4n },
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
