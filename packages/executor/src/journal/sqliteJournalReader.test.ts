import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { describe, expect, it, onTestFinished } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { startChild } from '../platform/testing/startChild.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { admitFixture, FIXTURE_NOW_MS, fixtureClaim } from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import type { JournalReader } from './journal.ts';
import { JOURNAL_FILE, openSqliteJournal } from './sqliteJournal.ts';
import { openSqliteJournalReader } from './sqliteJournalReader.ts';

async function openOwner(directory = createTemporaryDirectory()) {
  const journal = await openSqliteJournal({
    directory,
    platform: createFakePlatform(),
    nowMs: () => FIXTURE_NOW_MS,
    lockWaitMs: 0,
  });
  return { journal, directory, path: join(directory, JOURNAL_FILE) };
}

function openReader(path: string): JournalReader {
  const reader = openSqliteJournalReader(path, createNodePlatform());
  onTestFinished(() => {
    reader.close();
  });
  return reader;
}

describe('openSqliteJournalReader', () => {
  it('tells of conflicts in a journal from before there was a column for them', async () => {
    const { journal, path } = await openOwner();
    journal.close();
    const file = new DatabaseSync(path);
    file.exec(`PRAGMA user_version = 1; INSERT INTO trades
      (trade_id, mode, key, fingerprint, is_open, version, created_at_ms, updated_at_ms, record)
      VALUES ('t1', 'live', 'k1', 'f', 0, 1, 1, 1, '{"key":"k1","status":"conflicted"}'),
             ('t2', 'live', 'k2', 'f', 0, 1, 2, 2, '{"key":"k2","status":"filled"}'),
             ('t3', 'dry', 'k1', 'f', 0, 1, 3, 3, '{"key":"k1","status":"conflicted"}')`);
    file.close();
    expect(
      openReader(path)
        .conflicts()
        .map(({ key }) => key),
    ).toEqual(['k1']);
  });

  it('reads what the owner has committed, while the owner writes', async () => {
    const { journal, path } = await openOwner();
    const reader = openReader(path);
    const outcome = admitFixture(journal, fixtureClaim('trade-1'));
    expect(journal.list({ limit: 9 })).toHaveLength(1);
    expect(reader.list({ limit: 9 })).toEqual([]);
    await journal.durable();
    expect(reader.findByKey('key-1', 'live')).toEqual(
      outcome.kind === 'claimed' ? outcome.trade : undefined,
    );
    expect(reader.history('trade-1')?.events).toHaveLength(2);
    expect(reader.path).toBe(path);
    journal.close();
  });

  it('pages by the time at which trades were asked for, whatever their ids are', async () => {
    const { journal, path, clock } = await openTestJournal();
    for (const [tradeId, atMs] of [
      ['trade-9', 1],
      ['trade-5', 2],
      ['trade-7', 2],
      ['trade-1', 3],
    ] as const) {
      clock.nowMs = FIXTURE_NOW_MS + atMs;
      admitFixture(journal, fixtureClaim(tradeId, { key: tradeId }));
    }
    await journal.durable();
    const reader = openReader(path);
    const first = reader.pageByTime({ after: undefined, limit: 2 });
    const rest = reader.pageByTime({ after: first.at(-1), limit: 2 });
    expect([...first, ...rest].map(({ tradeId }) => tradeId)).toEqual([
      'trade-9',
      'trade-5',
      'trade-7',
      'trade-1',
    ]);
    expect(reader.pageByTime({ after: rest.at(-1), limit: 2 })).toEqual([]);
  });

  it('reads after the owner has closed', async () => {
    const { journal, path } = await openOwner();
    admitFixture(journal, fixtureClaim('trade-1'));
    journal.close();
    expect(openReader(path).list({ limit: 9 })).toHaveLength(1);
  });

  it('reads what a killed owner had committed, and the next owner has it too', async () => {
    const directory = createTemporaryDirectory();
    const path = join(directory, JOURNAL_FILE);
    const child = startChild(`
      import { createNodePlatform } from '${import.meta.dirname}/../platform/nodePlatform.ts';
      import { openSqliteJournal } from '${import.meta.dirname}/sqliteJournal.ts';
      import { admitFixture, appendFixture, fixtureClaim, fixtureAttempt } from '${import.meta.dirname}/../testing/journalFixtures.ts';
      const journal = await openSqliteJournal({
        directory: '${directory}', platform: createNodePlatform(), nowMs: () => 1, lockWaitMs: 0,
      });
      const { trade } = admitFixture(journal, fixtureClaim('trade-1'));
      appendFixture(journal, trade, [{ name: 'AttemptSigned', attempt: fixtureAttempt() }]);
      await journal.durable();
      globalThis.journal = journal;
      console.log('signed');
      setInterval(() => {}, 1000);
    `);
    await child.says('signed');
    await child.kill();
    const trade = openReader(path).findByKey('key-1', 'live');
    expect(trade).toMatchObject({ status: 'executing', version: 3 });
    const { journal } = await openOwner(directory);
    expect(journal.openTrades()).toEqual([trade]);
    journal.close();
  });

  it('cannot write', async () => {
    const { journal, path } = await openOwner();
    const database = createNodePlatform().openDatabase(path, { readOnly: true });
    expect(() => {
      database.exec('DELETE FROM trades');
    }).toThrow(/readonly/u);
    database.close();
    journal.close();
  });

  it.each([
    ['there is none', undefined],
    ['it is no database', 'not a database, but long enough to look like one'.repeat(9)],
    ['it is empty', ''],
  ])('is unavailable when %s', (_case, content) => {
    const path = join(createTemporaryDirectory(), JOURNAL_FILE);
    if (content !== undefined) writeFileSync(path, content);
    expect(() => openReader(path)).toThrow(
      expect.objectContaining({
        code: 'JOURNAL__UNAVAILABLE',
        context: expect.objectContaining({ path }),
      }),
    );
  });

  it('refuses a schema that a newer version wrote, and closes the file', async () => {
    const { journal, path } = await openOwner();
    journal.close();
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const closed: string[] = [];
    const platform = createNodePlatform();
    const open = () =>
      openSqliteJournalReader(path, {
        ...platform,
        openDatabase: (file, options) => {
          const database = platform.openDatabase(file, options);
          return {
            ...database,
            close: () => {
              closed.push(file);
              database.close();
            },
          };
        },
      });
    expect(open).toThrow(
      expect.objectContaining({
        code: 'JOURNAL__SCHEMA_NEWER',
        context: expect.objectContaining({ path, found: 99 }),
      }),
    );
    expect(closed).toEqual([path]);
  });
});
