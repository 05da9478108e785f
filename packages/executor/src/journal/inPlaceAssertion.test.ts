import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { identifyFile } from '../platform/identifyFile.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { admitFixture, fixtureClaim } from '../testing/journalFixtures.ts';
import { inPlaceAssertion } from './inPlaceAssertion.ts';
import { openSqliteJournal } from './sqliteJournal.ts';

const LOST = 'was deleted, moved away or replaced';

describe('inPlaceAssertion', () => {
  it('holds while the path leads to the file, and no longer', () => {
    const path = `${createTemporaryDirectory()}/file`;
    writeFileSync(path, 'one');
    const assertInPlace = inPlaceAssertion([path], { identifyFile });
    writeFileSync(path, 'two');
    expect(assertInPlace).not.toThrow();
    renameSync(path, `${path}.away`);
    expect(assertInPlace).toThrow(LOST);
    writeFileSync(path, 'another');
    expect(assertInPlace).toThrow(LOST);
    renameSync(`${path}.away`, path);
    expect(assertInPlace).not.toThrow();
  });

  it('asks nothing of a machine that cannot tell', () => {
    expect(inPlaceAssertion(['nowhere'], {})).not.toThrow();
  });
});

describe('a journal whose directory, or part of it, is taken away while it is open', () => {
  it.each([
    ['deleted', (directory: string) => rmSync(directory, { recursive: true })],
    ['moved', (directory: string) => renameSync(directory, `${directory}-away`)],
    [
      'replaced',
      (directory: string) => {
        renameSync(directory, `${directory}-away`);
        mkdirSync(directory);
        writeFileSync(`${directory}/journal.sqlite`, '');
      },
    ],
    ['its log deleted', (directory: string) => rmSync(`${directory}/journal.sqlite-wal`)],
    [
      'its log replaced',
      (directory: string) => {
        const log = `${directory}/journal.sqlite-wal`;
        copyFileSync(log, `${log}.copy`);
        renameSync(`${log}.copy`, log);
      },
    ],
  ])('(%s) keeps no write, and takes none any more', async (_how, takeAway) => {
    const directory = `${createTemporaryDirectory()}/data`;
    const journal = await openSqliteJournal({
      directory,
      platform: { ...createFakePlatform({ delays: 'at-once' }), identifyFile },
      nowMs: () => 0,
      lockWaitMs: 100,
    });
    admitFixture(journal, fixtureClaim('trade-1', { key: 'before' }));
    await journal.durable();
    takeAway(directory);
    admitFixture(journal, fixtureClaim('trade-2', { key: 'after' }));
    await expect(journal.durable()).rejects.toMatchObject({
      code: 'JOURNAL__UNAVAILABLE',
      context: { reason: expect.stringContaining(LOST) },
    });
    expect(journal.failure()).toMatchObject({ code: 'JOURNAL__UNAVAILABLE' });
    expect(journal.findByKey('before', 'live')).toBeDefined();
    expect(journal.findByKey('after', 'live')).toBeUndefined();
    journal.close();
  });
});
