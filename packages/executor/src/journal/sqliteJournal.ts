import { ExecutionError } from '@quantbot/core';

import type { ExecutorPlatform, SqlDatabase } from '../platform/executorPlatform.ts';
import { journalError } from './commitGroup.ts';
import { createEventChain, type EventChain } from './eventChain.ts';
import type { Journal } from './journal.ts';
import { inPlaceAssertion } from './inPlaceAssertion.ts';
import { acquireJournalLock, LOCK_FILE } from './journalLock.ts';
import { createJournalRows } from './journalRows.ts';
import { migrateJournal, waitForOthers } from './journalSchema.ts';
import { createSqliteStore } from './sqliteStore.ts';
import { createStoredJournal } from './storedJournal.ts';
import { findVanishedTrade } from './findVanishedTrade.ts';
import { findFileBreak } from './verifyJournalFile.ts';
import { describeBreak, findTradeBreak } from './verifyTrade.ts';
import { findTradingBreak } from './findTradingBreak.ts';

/** Where the journal lives and who may own it. */
export interface SqliteJournalOptions {
  readonly directory: string;
  readonly platform: ExecutorPlatform;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
  /** Milliseconds to wait while another process owns the directory. */
  readonly lockWaitMs: number;
  /** Runs a commit, and may time it. @defaultValue runs it */
  readonly timeCommit?: (commit: () => void) => void;
}

/**
 * Pages of the log, 4 KiB each, that are brought into the database together. The commit that does it
 * waits for the disk three times instead of once; pages that were written again meanwhile count once.
 */
const LOG_PAGES_MAX = 4_000;

/** File of the journal inside its data directory. */
export const JOURNAL_FILE = 'journal.sqlite';

/**
 * Opens the journal as its one owner, making it when it is not there.
 *
 * @throws ExecutionError `JOURNAL__LOCKED`, `JOURNAL__UNAVAILABLE`, `JOURNAL__SCHEMA_NEWER`,
 * `JOURNAL__DAMAGED`
 */
export async function openSqliteJournal(options: SqliteJournalOptions): Promise<Journal> {
  const { directory, platform, lockWaitMs } = options;
  const path = `${directory}/${JOURNAL_FILE}`;
  const lock = await guard(path, async () => {
    platform.ensureDirectory(directory);
    return acquireJournalLock({ path: `${directory}/${LOCK_FILE}`, platform, waitMs: lockWaitMs });
  });
  try {
    return await guard(path, async () => openOwned(path, options, () => lock.release()));
  } catch (cause) {
    lock.release();
    throw cause;
  }
}

async function openOwned(
  path: string,
  { platform, nowMs, timeCommit }: SqliteJournalOptions,
  release: () => void,
): Promise<Journal> {
  const database = platform.openDatabase(path);
  try {
    waitForOthers(database);
    // FULL makes every commit durable before it returns: a signature leaves only after that.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    // What a write may be taken back to stays in memory: as a file it is twice as much as the log.
    database.exec('PRAGMA temp_store = MEMORY;');
    database.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES_MAX};`);
    const chain = createEventChain(platform);
    migrateJournal(database, chain);
    refuseDamage(database, chain);
    const store = createSqliteStore(database);
    const timed = timeCommit && { timeCommit };
    const assertInPlace = inPlaceAssertion([path, `${path}-wal`], platform);
    const parts = { store, platform, nowMs, release, assertInPlace, pace: platform };
    return createStoredJournal({ ...parts, ...timed });
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/**
 * Looks for damage before anything is built on the journal: the indexes of the trades and the trades
 * that anchors name, because a key that is not found would trade again, every open trade against its
 * hashes, because its bytes may go out again, and the trading state, because a halt must not be lost.
 * The rest is left to `quantbot journal verify`.
 */
function refuseDamage(database: SqlDatabase, chain: EventChain): void {
  const index = findFileBreak(database, 'trades');
  if (index !== undefined) {
    throw new ExecutionError('JOURNAL__DAMAGED', { path: database.path, detail: index.problem });
  }
  const found = findTradingBreak(database, chain) ?? findVanishedTrade(database);
  if (found !== undefined) {
    const detail = describeBreak(found);
    throw new ExecutionError('JOURNAL__DAMAGED', { path: database.path, detail });
  }
  for (const rows of createJournalRows(database).openTrades()) {
    const broken = findTradeBreak(rows, chain);
    if (broken === undefined) continue;
    const detail = describeBreak(broken);
    throw new ExecutionError('JOURNAL__DAMAGED', { path: database.path, detail });
  }
}

async function guard<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    throw journalError(path, cause);
  }
}
