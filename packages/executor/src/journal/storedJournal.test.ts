import { expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { CANCELLED, moveOn, SIGNED, takeKey } from './contract/contractTrades.ts';
import { createMemoryRows, createMemoryStore } from './memoryStore.ts';
import { createStoredJournal } from './storedJournal.ts';

/** A journal whose every commit takes a millisecond, so that it rests for nine. */
function setUp() {
  const platform = createFakePlatform();
  let commits = 0;
  let spentMs = 0;
  const store = createMemoryStore(createMemoryRows(), () => {
    commits += 1;
    spentMs += 1;
  });
  const journal = createStoredJournal({
    store,
    platform,
    nowMs: () => 0,
    release: () => undefined,
    pace: {
      monotonicMs: () => platform.monotonicMs() + spentMs,
      delay: async (milliseconds) => platform.delay(milliseconds),
    },
  });
  const turn = async (): Promise<number> => {
    await platform.settle();
    return commits;
  };
  return { journal, turn };
}

it('takes a signature to the disk at once, and lets what has time rest after a commit', async () => {
  const { journal, turn } = setUp();
  const signed = takeKey(journal, { key: 'signed' });
  const cancelled = takeKey(journal, { key: 'cancelled' });
  await journal.durable();
  const before = await turn();
  moveOn(journal, cancelled, CANCELLED);
  expect(await turn()).toBe(before);
  moveOn(journal, signed, SIGNED);
  await journal.durable();
  expect(await turn()).toBe(before + 1);
});
