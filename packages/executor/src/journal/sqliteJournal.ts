import { ExecutionError, fingerprintText, isExecutionError, reasonOf } from '@quantbot/core';

import type { ExecutorPlatform, SqlDatabase, SqlStatement } from '../platform/executorPlatform.ts';
import type {
  AppendOutcome,
  ClaimOutcome,
  FingerprintQuery,
  Journal,
  TradeClaim,
} from './journal.ts';
import { acquireJournalLock } from './journalLock.ts';
import { migrateJournal } from './journalSchema.ts';
import { createJournalReader, readRecord } from './sqliteJournalReader.ts';
import type { JournalledEvent, TradeEvent } from './tradeEvents.ts';
import { isTerminal } from './tradeMachine.ts';
import { applyEvent, startTrade, type TradeRecord } from './tradeRecord.ts';

/** Where the journal lives and who may own it. */
export interface SqliteJournalOptions {
  readonly directory: string;
  readonly platform: ExecutorPlatform;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
  /** Milliseconds to wait while another process owns the directory. */
  readonly lockWaitMs: number;
}

/** File of the journal inside its data directory. */
export const JOURNAL_FILE = 'journal.sqlite';
const LOCK_FILE = 'owner.lock';

/**
 * Opens the journal as its one owner, making it when it is not there.
 *
 * @throws ExecutionError `JOURNAL__LOCKED`, `JOURNAL__UNAVAILABLE`, `JOURNAL__SCHEMA_NEWER`
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
  options: SqliteJournalOptions,
  release: () => void,
): Promise<Journal> {
  const database = options.platform.openDatabase(path);
  try {
    // FULL makes every commit durable before it returns: a signature leaves only after that.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    migrateJournal(database);
    const epoch = takeEpoch(database);
    return createJournal({
      database,
      epoch,
      nowMs: options.nowMs,
      release,
      brokenBy: undefined,
    });
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** Everything the journal's operations share. */
interface JournalState {
  readonly database: SqlDatabase;
  /** Number of this ownership; a later owner has a higher one. */
  readonly epoch: string;
  readonly nowMs: () => number;
  readonly release: () => void;
  /** What went wrong with a commit, once something has: nothing is written from then on. */
  brokenBy: string | undefined;
}

function createJournal(state: JournalState): Journal {
  const { database } = state;
  const reader = createJournalReader(database);
  const statements = prepareStatements(database);
  const byFingerprint = database.prepare(
    `SELECT record FROM trades WHERE mode = ? AND fingerprint = ?
     AND (is_open = 1 OR updated_at_ms >= ?) ORDER BY is_open DESC, updated_at_ms DESC LIMIT 1`,
  );
  const open = database.prepare(
    'SELECT record FROM trades WHERE is_open = 1 ORDER BY created_at_ms, rowid',
  );
  return {
    ...reader,
    findByFingerprint: (query: FingerprintQuery) =>
      readRecord(byFingerprint.get(query.mode, query.fingerprintText, query.endedSinceMs)),
    bind: (field, value) => {
      bindFact(database, field, value);
    },
    countOpen: (mode) => Number(statements.countOpen.get(mode)?.['total'] ?? 0n),
    openTrades: () => open.all().flatMap((row) => readRecord(row) ?? []),
    claim: (claim) => inTransaction(state, statements, () => claimTrade(state, statements, claim)),
    append: (trade, events) =>
      inTransaction(state, statements, () => appendEvents(state, statements, { trade, events })),
    close: () => {
      database.close();
      state.release();
    },
  };
}

function claimTrade(state: JournalState, sql: Statements, claim: TradeClaim): ClaimOutcome {
  const { received, tradeId } = claim;
  const existing = readRecord(sql.findByKey.get(received.mode, received.key));
  if (existing !== undefined) return { kind: 'exists', trade: existing };
  const atMs = state.nowMs();
  const first: JournalledEvent = { tradeId, version: 1, atMs, event: received };
  const openTrades = Number(sql.countOpen.get(received.mode)?.['total'] ?? 0n);
  const second: JournalledEvent = {
    tradeId,
    version: 2,
    atMs,
    event: claim.decide({ openTrades }),
  };
  const trade = applyEvent(startTrade(first, received), second);
  insertEvent(sql, first);
  insertEvent(sql, second);
  saveRecord(sql, trade);
  return { kind: 'claimed', trade };
}

function appendEvents(
  state: JournalState,
  sql: Statements,
  change: { readonly trade: TradeRecord; readonly events: readonly TradeEvent[] },
): AppendOutcome {
  const { trade, events } = change;
  const stored = sql.version.get(trade.tradeId)?.['version'];
  if (stored !== BigInt(trade.version)) return { kind: 'stale' };
  const atMs = state.nowMs();
  let moved = trade;
  for (const event of events) {
    const journalled = { tradeId: trade.tradeId, version: moved.version + 1, atMs, event };
    moved = applyEvent(moved, journalled);
    insertEvent(sql, journalled);
  }
  saveRecord(sql, moved);
  return { kind: 'ok', trade: moved };
}

function insertEvent(sql: Statements, journalled: JournalledEvent): void {
  const { tradeId, version, atMs, event } = journalled;
  sql.insertEvent.run(tradeId, version, atMs, event.name, JSON.stringify(event));
}

function saveRecord(sql: Statements, trade: TradeRecord): void {
  sql.saveTrade.run(
    trade.tradeId,
    trade.mode,
    trade.key,
    fingerprintText(trade.fingerprint),
    isTerminal(trade.status) ? 0 : 1,
    trade.version,
    trade.createdAtMs,
    trade.updatedAtMs,
    JSON.stringify(trade),
  );
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: SqlDatabase) {
  return {
    findByKey: database.prepare('SELECT record FROM trades WHERE mode = ? AND key = ?'),
    countOpen: database.prepare(
      `SELECT count(*) AS total FROM trades WHERE mode = ? AND is_open = 1
       AND json_extract(record, '$.status') <> 'settling'`,
    ),
    version: database.prepare('SELECT version FROM trades WHERE trade_id = ?'),
    epoch: database.prepare("SELECT value FROM facts WHERE name = 'epoch'"),
    insertEvent: database.prepare(
      'INSERT INTO events (trade_id, version, at_ms, name, payload) VALUES (?, ?, ?, ?, ?)',
    ),
    saveTrade: database.prepare(
      `INSERT INTO trades (trade_id, mode, key, fingerprint, is_open, version, created_at_ms,
       updated_at_ms, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (trade_id) DO UPDATE SET is_open = excluded.is_open,
       version = excluded.version, updated_at_ms = excluded.updated_at_ms,
       record = excluded.record`,
    ),
  } satisfies Record<string, SqlStatement>;
}

/** Runs one commit. Nothing of it is kept when it throws, and the error names the journal. */
function inTransaction<Outcome>(
  state: JournalState,
  sql: Statements,
  work: () => Outcome,
): Outcome | { readonly kind: 'fenced' } {
  const { database, brokenBy } = state;
  if (brokenBy !== undefined) {
    // Whether the failed commit reached the disk is not known, so no state can be built on it.
    throw new ExecutionError('JOURNAL__UNAVAILABLE', { path: database.path, reason: brokenBy });
  }
  try {
    database.exec('BEGIN IMMEDIATE');
    if (sql.epoch.get()?.['value'] !== state.epoch) {
      database.exec('ROLLBACK');
      return { kind: 'fenced' };
    }
    const outcome = work();
    database.exec('COMMIT');
    return outcome;
  } catch (cause) {
    const error = journalError(database.path, cause);
    if (isDatabaseError(cause)) state.brokenBy = reasonOf(cause);
    if (database.isInTransaction()) database.exec('ROLLBACK');
    throw error;
  }
}

function bindFact(database: SqlDatabase, field: string, found: string): void {
  const read = database.prepare('SELECT value FROM facts WHERE name = ?');
  const stored = read.get(field)?.['value'];
  if (stored === undefined) {
    database.prepare('INSERT INTO facts (name, value) VALUES (?, ?)').run(field, found);
  } else if (stored !== found) {
    const { path } = database;
    throw new ExecutionError('JOURNAL__WRONG_OWNER', {
      path,
      field,
      stored: String(stored),
      found,
    });
  }
}

function takeEpoch(database: SqlDatabase): string {
  const stored = database.prepare("SELECT value FROM facts WHERE name = 'epoch'").get()?.['value'];
  const epoch = String(Number(stored ?? 0) + 1);
  database
    .prepare(
      `INSERT INTO facts (name, value) VALUES ('epoch', ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    )
    .run(epoch);
  return epoch;
}

async function guard<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    throw journalError(path, cause);
  }
}

/** Errors of the database itself carry its result code; a defect in our own code does not. */
function isDatabaseError(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause;
}

function journalError(path: string, cause: unknown): ExecutionError {
  if (isExecutionError(cause)) return cause;
  return new ExecutionError('JOURNAL__UNAVAILABLE', { path, reason: reasonOf(cause) }, { cause });
}
