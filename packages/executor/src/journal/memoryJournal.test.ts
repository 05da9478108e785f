import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { admitFixture, fixtureClaim } from '../testing/journalFixtures.ts';
import { createJournalMemory, crashJournalOwner, openMemoryJournal } from './memoryJournal.ts';

const platform = createFakePlatform();

function open(memory = createJournalMemory(), beforeCommit = (): void => undefined) {
  return openMemoryJournal({ memory, platform, nowMs: () => 1, beforeCommit });
}

describe('openMemoryJournal', () => {
  it('keeps its rows from one owner to the next, and apart from those of other places', () => {
    const memory = createJournalMemory();
    const first = open(memory);
    admitFixture(first, fixtureClaim('trade-1'));
    first.close();
    expect(open(memory).list({ limit: 9 })).toHaveLength(1);
    expect(open().list({ limit: 9 })).toEqual([]);
  });

  it('makes one commit of a turn', async () => {
    let commits = 0;
    const journal = open(createJournalMemory(), () => {
      commits += 1;
    });
    commits = 0;
    for (const key of ['a', 'b', 'c']) admitFixture(journal, fixtureClaim(key, { key }));
    await journal.durable();
    expect(commits).toBe(1);
  });
});

describe('crashJournalOwner', () => {
  it('keeps the owner that crashed from writing anything more', async () => {
    const memory = createJournalMemory();
    const first = open(memory);
    admitFixture(first, fixtureClaim('trade-1'));
    const lost = expect(first.durable()).rejects.toMatchObject({ code: 'JOURNAL__UNAVAILABLE' });
    crashJournalOwner(memory);
    await lost;
    const next = open(memory);
    expect(next.list({ limit: 9 })).toEqual([]);
    expect(() => admitFixture(first, fixtureClaim('trade-1'))).toThrow(
      expect.objectContaining({ code: 'JOURNAL__UNAVAILABLE' }),
    );
    first.close();
    expect(() => open(memory)).toThrow(expect.objectContaining({ code: 'JOURNAL__LOCKED' }));
  });
});
