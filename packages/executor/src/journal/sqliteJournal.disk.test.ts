import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { describe, expect, it } from 'vitest';

import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { admitFixture, fixtureClaim } from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { JOURNAL_FILE } from './sqliteJournal.ts';

describe('openSqliteJournal', () => {
  it('makes every commit durable before it returns', async () => {
    const { databases } = await openTestJournal();
    const pragma = (name: string) => databases.at(-1)?.prepare(`PRAGMA ${name}`).get()?.[name];
    expect(pragma('synchronous')).toBe(2n);
    expect(pragma('journal_mode')).toBe('wal');
  });

  it('keeps in memory what a write may be taken back to, and its log longer than usual', async () => {
    const { databases } = await openTestJournal();
    const pragma = (name: string) => databases.at(-1)?.prepare(`PRAGMA ${name}`).get();
    const MEMORY = 2n;
    expect(pragma('temp_store')).toEqual({ temp_store: MEMORY });
    expect(pragma('wal_autocheckpoint')).toEqual({ wal_autocheckpoint: 4_000n });
  });

  it('makes its directory for its owner alone', async () => {
    const directory = join(createTemporaryDirectory(), 'deep', 'data');
    await openTestJournal(directory);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['its directory is a file', 'file', ''],
    ['its directory is under a file', 'file/below', ''],
    ['the journal is a directory', 'data', `data/${JOURNAL_FILE}/x`],
    ['the lock is a directory', 'data', 'data/owner.lock/x'],
  ])('is unavailable when %s', async (_case, name, occupied) => {
    const parent = createTemporaryDirectory();
    writeFileSync(join(parent, 'file'), 'x');
    if (occupied !== '') createFakePlatform().ensureDirectory(join(parent, occupied));
    const directory = join(parent, name);
    await expect(openTestJournal(directory)).rejects.toMatchObject({
      code: 'JOURNAL__UNAVAILABLE',
      context: { path: join(directory, JOURNAL_FILE) },
    });
  });

  it.each([JOURNAL_FILE, 'owner.lock'])('is unavailable when %s is no database', async (file) => {
    const directory = createTemporaryDirectory();
    writeFileSync(
      join(directory, file),
      'not a database, but long enough to look like one'.repeat(9),
    );
    await expect(openTestJournal(directory)).rejects.toMatchObject({
      code: 'JOURNAL__UNAVAILABLE',
      context: { path: join(directory, JOURNAL_FILE) },
    });
  });

  it('gives the lock back when it cannot open', async () => {
    const directory = createTemporaryDirectory();
    const path = join(directory, JOURNAL_FILE);
    writeFileSync(path, 'not a database, but long enough to look like one'.repeat(9));
    await expect(openTestJournal(directory)).rejects.toMatchObject({
      code: 'JOURNAL__UNAVAILABLE',
    });
    writeFileSync(path, '');
    await expect(openTestJournal(directory)).resolves.toBeDefined();
  });

  it('refuses a schema that a newer version wrote', async () => {
    const { journal, directory, path } = await openTestJournal();
    journal.close();
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    await expect(openTestJournal(directory)).rejects.toMatchObject({
      code: 'JOURNAL__SCHEMA_NEWER',
      context: { path, found: 99 },
    });
  });

  it('tells a broken disk from a refusal, with its path', async () => {
    const { journal, databases, path } = await openTestJournal();
    databases.at(-1)?.exec('DROP TABLE events');
    expect(() => admitFixture(journal, fixtureClaim('trade-1'))).toThrow(
      expect.objectContaining({
        code: 'JOURNAL__UNAVAILABLE',
        message: expect.stringContaining(path),
      }),
    );
    expect(existsSync(path)).toBe(true);
  });
});
