import { expect, it } from 'vitest';

import { openTestJournal } from '../testing/openTestJournal.ts';
import { EMPTY_BREAKER_MEMORY } from './breakerMemory.ts';
import { readBreakerMemory, writeBreakerMemory } from './breakerNote.ts';

it('is empty in a new journal, and what was written in an old one', async () => {
  const { journal, directory } = await openTestJournal();
  expect(readBreakerMemory(journal)).toEqual(EMPTY_BREAKER_MEMORY);
  const memory = { ...EMPTY_BREAKER_MEMORY, consecutiveFailures: 4, landings: [true, false] };
  writeBreakerMemory(journal, memory);
  journal.close();
  const next = await openTestJournal(directory);
  expect(readBreakerMemory(next.journal)).toEqual(memory);
});

it.each(['', '{}', '{"consecutiveFailures":"4"}', 'null'])(
  'is not taken for empty where it cannot be read: %s',
  async (text) => {
    const { journal } = await openTestJournal();
    journal.takeNote('breaker', text);
    expect(() => readBreakerMemory(journal)).toThrow(
      expect.objectContaining({ code: 'JOURNAL__DAMAGED' }),
    );
  },
);
