import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { describe, expect, it } from 'vitest';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { damagePage, PAGE_BYTES } from '../platform/testing/damagePage.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import {
  admitFixture,
  appendFixture,
  fixtureAttempt,
  fixtureClaim,
} from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { tamper } from '../testing/writtenJournal.ts';
import type { Journal } from './journal.ts';
import { LOCK_FILE } from './journalLock.ts';
import { JOURNAL_FILE, openSqliteJournal } from './sqliteJournal.ts';
import type { TradeRecord } from './tradeRecord.ts';
import { verifyJournalFile } from './verifyJournalFile.ts';

const UNAVAILABLE = expect.objectContaining({ code: 'JOURNAL__UNAVAILABLE' });

/** What a directory without permission to write denies. */
type Denial = 'directory' | typeof LOCK_FILE | typeof JOURNAL_FILE | 'write-ahead log';

/** As `node:sqlite` tells it: the extended result code, and SQLite's own text. */
function sqliteError(errcode: number, message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });
}

/**
 * A machine that denies what the kernel denies in a read-only directory. A real one is no proof:
 * the superuser may write in it all the same.
 */
function denying(platform: ExecutorPlatform, denied: Denial): ExecutorPlatform {
  return {
    ...platform,
    ensureDirectory: (path) => {
      if (denied === 'directory') {
        throw Object.assign(new Error(`EACCES: permission denied, mkdir '${path}'`), {
          code: 'EACCES',
        });
      }
      platform.ensureDirectory(path);
    },
    openDatabase: (path, access) => {
      // SQLITE_CANTOPEN: a file that is not there cannot be made.
      if (path.endsWith(denied)) throw sqliteError(14, 'unable to open database file');
      const database = platform.openDatabase(path, access);
      if (denied !== 'write-ahead log' || !path.endsWith(JOURNAL_FILE)) return database;
      return {
        ...database,
        exec: (sql) => {
          // SQLITE_READONLY_DIRECTORY: the file is there, the log beside it cannot be made.
          if (sql.includes('journal_mode = WAL')) {
            throw sqliteError(1544, 'attempt to write a readonly database');
          }
          database.exec(sql);
        },
      };
    },
  };
}

/** Claims and signs trades, a commit for each, and returns those that are durable. */
async function signTrades(journal: Journal, numbers: number): Promise<TradeRecord[]> {
  const durable: TradeRecord[] = [];
  for (let number = 1; number <= numbers; number += 1) {
    const key = `key-${number}`;
    const claimed = admitFixture(journal, fixtureClaim(key, { key }));
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    const attempt = fixtureAttempt(number);
    const signed = appendFixture(journal, claimed.trade, [{ name: 'AttemptSigned', attempt }]);
    if (signed.kind !== 'ok') throw new Error(signed.kind);
    await journal.durable();
    durable.push(signed.trade);
  }
  return durable;
}

describe('a full disk', () => {
  it('keeps what was durable, takes nothing more, and the next owner goes on', async () => {
    const { journal, databases, directory, path } = await openTestJournal();
    const before = await signTrades(journal, 3);
    databases.at(-1)?.exec('PRAGMA max_page_count = 1');
    const more = async (): Promise<void> => {
      for (let number = 0; number < 500; number += 1) {
        admitFixture(journal, fixtureClaim(`more-${number}`, { key: `more-${number}` }));
        await journal.durable();
      }
    };
    await expect(more()).rejects.toMatchObject({
      code: 'JOURNAL__UNAVAILABLE',
      context: { path, reason: expect.stringContaining('full') },
    });
    expect(journal.failure()).toEqual(UNAVAILABLE);
    await expect(journal.broken()).resolves.toEqual(UNAVAILABLE);
    expect(() => admitFixture(journal, fixtureClaim('late', { key: 'late' }))).toThrow(UNAVAILABLE);
    journal.close();
    const next = await openTestJournal(directory);
    expect(next.journal.openTrades().slice(0, 3)).toEqual(before);
    expect(admitFixture(next.journal, fixtureClaim('late', { key: 'late' })).kind).toBe('claimed');
    next.journal.close();
    expect(verifyJournalFile({ path, platform: createFakePlatform() }).broken).toBeUndefined();
  });
});

describe('a disk that cannot be written', () => {
  it.each<[string, Denial]>([
    ['the directory cannot be made', 'directory'],
    ['the directory is read-only and new', LOCK_FILE],
    ['the directory is read-only and has a lock already', JOURNAL_FILE],
    ['the directory takes no file beside the journal', 'write-ahead log'],
  ])('is told when %s, and its lock is given back', async (_case, denied) => {
    const directory = join(createTemporaryDirectory(), 'data');
    const options = { directory, nowMs: () => 1, lockWaitMs: 0 };
    const platform = createFakePlatform({ delays: 'at-once' });
    const readOnly = openSqliteJournal({ ...options, platform: denying(platform, denied) });
    await expect(readOnly).rejects.toMatchObject({
      code: 'JOURNAL__UNAVAILABLE',
      context: {
        path: join(directory, JOURNAL_FILE),
        reason: expect.stringMatching(/permission denied|unable to open|readonly database/u),
      },
    });
    const journal = await openSqliteJournal({ ...options, platform });
    expect(journal.openTrades()).toEqual([]);
    journal.close();
  });

  it('is told when the file can only be read', async () => {
    const first = await openTestJournal();
    await signTrades(first.journal, 1);
    first.journal.close();
    const platform = createFakePlatform({ delays: 'at-once' });
    const readOnly = openSqliteJournal({
      directory: first.directory,
      platform: {
        ...platform,
        openDatabase: (path) =>
          platform.openDatabase(path, { readOnly: path.endsWith(JOURNAL_FILE) }),
      },
      nowMs: () => 1,
      lockWaitMs: 0,
    });
    await expect(readOnly).rejects.toMatchObject({
      code: 'JOURNAL__UNAVAILABLE',
      context: { reason: expect.stringContaining('readonly') },
    });
    const { journal } = await openTestJournal(first.directory);
    expect(journal.openTrades()).toHaveLength(1);
  });

  it('waits for a moment while another tool holds the lock of the file', async () => {
    const { databases } = await openTestJournal();
    const wait = databases.at(-1)?.prepare('PRAGMA busy_timeout').get()?.['timeout'];
    expect(wait).toBe(1_000n);
  });
});

describe('a damaged file', () => {
  it('for all pages, is refused, found by the verification, or tells the truth', async () => {
    const written = await openTestJournal();
    const before = await signTrades(written.journal, 40);
    written.journal.close();
    const pages = statSync(written.path).size / PAGE_BYTES;
    expect(pages).toBeGreaterThan(40);
    const outcomes = { refused: 0, told: 0 };
    for (let page = 1; page <= pages; page += 1) {
      const directory = createTemporaryDirectory();
      const path = join(directory, JOURNAL_FILE);
      copyFileSync(written.path, path);
      damagePage(path, page);
      const trades = await openTradesOf(directory);
      if (trades === undefined) outcomes.refused += 1;
      else {
        // Whatever page is broken, no owner is told anything wrong about what may be on chain.
        expect(trades).toEqual({ open: before, byKey: before });
        outcomes.told += 1;
        const { broken } = verifyJournalFile({ path, platform: createFakePlatform() });
        expect(broken, `page ${page}`).toBeDefined();
      }
    }
    expect(outcomes.refused).toBeGreaterThan(0);
  });

  it('is refused when a key could not be found any more', async () => {
    const { journal, path, directory } = await openTestJournal();
    await signTrades(journal, 40);
    journal.close();
    const bytes = readFileSync(path);
    // In the table the name of the trade stands before it, in the index nothing does.
    const [place = 0, ...others] = placesOf(bytes, 'livekey-7').filter(
      (start) => bytes.toString('latin1', start - 5, start) !== 'key-7',
    );
    expect(others).toEqual([]);
    expect(bytes.write('livekey-X', place)).toBe(9);
    writeFileSync(path, bytes);
    await expect(openTestJournal(directory)).rejects.toMatchObject({
      code: 'JOURNAL__DAMAGED',
      context: { detail: expect.stringMatching(/index/u) },
    });
  });

  it('is refused by name when an open trade is not as it was written', async () => {
    const { journal, path, directory } = await openTestJournal();
    await signTrades(journal, 3);
    journal.close();
    tamper(
      path,
      `UPDATE events SET payload = replace(payload, '"1980"', '"1"')
       WHERE trade_id = 'key-2' AND version = 3`,
    );
    await expect(openTestJournal(directory)).rejects.toMatchObject({
      code: 'JOURNAL__DAMAGED',
      context: { path, detail: expect.stringMatching(/^event 3 of trade key-2: /u) },
    });
  });

  it('breaks the journal of its owner when it is read', async () => {
    const { journal, path, databases } = await openTestJournal();
    await signTrades(journal, 200);
    databases.at(-1)?.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA cache_size = 1');
    const reader = new DatabaseSync(path, { readOnly: true });
    const root = reader.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'trades'").get()?.[
      'rootpage'
    ];
    reader.close();
    damagePage(path, Number(root));
    expect(readFileSync(path)).toBeDefined();
    databases.at(-1)?.exec('PRAGMA shrink_memory');
    expect(() => journal.openTrades()).toThrow(UNAVAILABLE);
    expect(journal.failure()).toEqual(UNAVAILABLE);
    expect(() => admitFixture(journal, fixtureClaim('late', { key: 'late' }))).toThrow(UNAVAILABLE);
  });
});

/** Where a text stands in a file. */
function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) places.push(at);
  return places;
}

/** What an owner is told about its trades, `undefined` when it is refused. */
async function openTradesOf(directory: string) {
  try {
    const { journal } = await openTestJournal(directory);
    const open = journal.openTrades();
    return { open, byKey: open.map(({ key }) => journal.findByKey(key, 'live')) };
  } catch (cause) {
    expect(cause).toMatchObject({
      code: expect.stringMatching(/^JOURNAL__(?:UNAVAILABLE|DAMAGED|SCHEMA_NEWER)$/u),
    });
    return undefined;
  }
}
