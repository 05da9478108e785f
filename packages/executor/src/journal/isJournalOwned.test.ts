import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { startChild } from '../platform/testing/startChild.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { isJournalOwned } from './isJournalOwned.ts';

const platform = createFakePlatform();

describe('isJournalOwned', () => {
  it('is true from the opening of the journal to its closing, and takes nothing', async () => {
    const directory = createTemporaryDirectory();
    expect(isJournalOwned(directory, platform)).toBe(false);
    const { journal } = await openTestJournal(directory);
    expect(isJournalOwned(directory, platform)).toBe(true);
    expect(isJournalOwned(directory, platform)).toBe(true);
    journal.close();
    expect(isJournalOwned(directory, platform)).toBe(false);
    const next = await openTestJournal(directory);
    expect(isJournalOwned(directory, platform)).toBe(true);
    next.journal.close();
  });

  it('sees the owner in another process, and that it was killed', async () => {
    const directory = createTemporaryDirectory();
    const child = startChild(`
      import { createNodePlatform } from '${import.meta.dirname}/../platform/nodePlatform.ts';
      import { openSqliteJournal } from '${import.meta.dirname}/sqliteJournal.ts';
      globalThis.journal = await openSqliteJournal({
        directory: '${directory}', platform: createNodePlatform(), nowMs: () => 1, lockWaitMs: 0,
      });
      console.log('owned');
      setInterval(() => {}, 1000);
    `);
    await child.says('owned');
    expect(isJournalOwned(directory, platform)).toBe(true);
    await child.kill();
    expect(isJournalOwned(directory, platform)).toBe(false);
  });

  it('says so when the file of the lock is none', () => {
    const directory = join(createTemporaryDirectory(), 'data');
    mkdirSync(directory);
    writeFileSync(join(directory, 'owner.lock'), 'not a database, but long enough'.repeat(20));
    expect(() => isJournalOwned(directory, platform)).toThrow(
      expect.objectContaining({ code: 'JOURNAL__UNAVAILABLE' }),
    );
  });
});
