import { ExecutionError, fingerprintText } from '@quantbot/core';

import type { ExecutorPlatform, SqlDatabase, SqlStatement } from '../platform/executorPlatform.ts';
import { createCommitGroup, journalError, type CommitGroup } from './commitGroup.ts';
import type {
  AppendOutcome,
  ClaimOutcome,
  FingerprintQuery,
  Journal,
  LeaseOutcome,
  TradeAppend,
  TradeClaim,
  TradeReadmission,
} from './journal.ts';
import { acquireJournalLock } from './journalLock.ts';
import { migrateJournal } from './journalSchema.ts';
import { createJournalReader, readRecord } from './sqliteJournalReader.ts';
import type { JournalledEvent, TradeMode } from './tradeEvents.ts';
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
  const { platform, nowMs } = options;
  const database = platform.openDatabase(path);
  try {
    // FULL makes every commit durable before it returns: a signature leaves only after that.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    migrateJournal(database);
    const epoch = takeEpoch(database);
    const sql = prepareStatements(database);
    const group = createCommitGroup({
      database,
      nextTurn: async () => platform.nextTurn(),
      isOwner: () => sql.fact.get('epoch')?.['value'] === epoch,
    });
    return createJournal({ database, sql, group, nowMs, release, leases: new Map() });
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** Everything the journal's operations share. */
interface JournalState {
  readonly database: SqlDatabase;
  readonly sql: Statements;
  readonly group: CommitGroup;
  readonly nowMs: () => number;
  readonly release: () => void;
  /** Epochs of the leases taken, by wallet. */
  readonly leases: Map<string, number>;
}

function createJournal(state: JournalState): Journal {
  const { database, group, sql } = state;
  return {
    ...createJournalReader(database),
    findByFingerprint: (query: FingerprintQuery) =>
      readRecord(sql.byFingerprint.get(query.mode, query.fingerprintText, query.endedSinceMs)),
    bind: (field, value) => {
      group.run(() => {
        bindFact(state, field, value);
      });
    },
    countOpen: ({ wallet, mode }) => countOpen(state, wallet, mode),
    openTrades: () => sql.open.all().flatMap((row) => readRecord(row) ?? []),
    lease: (wallet) => group.run(() => takeLease(state, wallet)),
    admit: (claim) => group.run(() => admitTrade(state, claim)),
    readmit: (readmission) => group.run(() => readmitTrade(state, readmission)),
    append: (append) => group.run(() => appendEvents(state, append)),
    durable: async () => group.durable(),
    failure: () => group.failure(),
    close: () => {
      group.flush();
      database.close();
      state.release();
    },
  };
}

function countOpen({ sql }: JournalState, wallet: string, mode: TradeMode): number {
  return Number(sql.countOpen.get(wallet, mode)?.['total'] ?? 0n);
}

function admitTrade(state: JournalState, claim: TradeClaim): ClaimOutcome {
  const { sql } = state;
  const { received, tradeId, leaseEpoch } = claim;
  const { wallet, mode } = received;
  if (!holdsLease(state, wallet, leaseEpoch)) return { kind: 'fenced' };
  const existing = readRecord(sql.findByKey.get(mode, received.key));
  if (existing !== undefined) return { kind: 'exists', trade: existing };
  const atMs = state.nowMs();
  const first: JournalledEvent = { tradeId, version: 1, atMs, event: received };
  const openTrades = countOpen(state, wallet, mode);
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

function readmitTrade(state: JournalState, readmission: TradeReadmission): AppendOutcome {
  const { tradeId, reopened } = readmission;
  const stored = readRecord(state.sql.byId.get(tradeId));
  if (stored === undefined) return { kind: 'stale' };
  const openTrades = countOpen(state, stored.wallet, stored.mode);
  const events = [reopened, readmission.decide({ openTrades })];
  return appendEvents(state, { ...readmission, events });
}

function appendEvents(state: JournalState, append: TradeAppend): AppendOutcome {
  const { sql } = state;
  const { tradeId, expectedVersion, leaseEpoch, events } = append;
  const stored = readRecord(sql.byId.get(tradeId));
  if (stored === undefined) return { kind: 'stale' };
  if (!holdsLease(state, stored.wallet, leaseEpoch)) return { kind: 'fenced' };
  if (stored.version !== expectedVersion) return { kind: 'stale' };
  const atMs = state.nowMs();
  let trade = stored;
  for (const event of events) {
    const journalled = { tradeId, version: trade.version + 1, atMs, event };
    trade = applyEvent(trade, journalled);
    insertEvent(sql, journalled);
  }
  saveRecord(sql, trade);
  return { kind: 'ok', trade };
}

function takeLease({ sql, leases }: JournalState, wallet: string): LeaseOutcome {
  const held = leases.get(wallet);
  if (held !== undefined) return { kind: 'leased', epoch: held };
  const name = leaseName(wallet);
  const epoch = Number(sql.fact.get(name)?.['value'] ?? 0) + 1;
  sql.saveFact.run(name, String(epoch));
  leases.set(wallet, epoch);
  return { kind: 'leased', epoch };
}

function holdsLease({ sql }: JournalState, wallet: string, epoch: number): boolean {
  return sql.fact.get(leaseName(wallet))?.['value'] === String(epoch);
}

function leaseName(wallet: string): string {
  return `lease ${wallet}`;
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
    byId: database.prepare('SELECT record FROM trades WHERE trade_id = ?'),
    byFingerprint: database.prepare(
      `SELECT record FROM trades WHERE mode = ? AND fingerprint = ?
       AND (is_open = 1 OR updated_at_ms >= ?) ORDER BY is_open DESC, updated_at_ms DESC LIMIT 1`,
    ),
    open: database.prepare(
      'SELECT record FROM trades WHERE is_open = 1 ORDER BY created_at_ms, rowid',
    ),
    countOpen: database.prepare(
      `SELECT count(*) AS total FROM trades WHERE json_extract(record, '$.wallet') = ? AND mode = ?
       AND is_open = 1 AND json_extract(record, '$.status') <> 'settling'`,
    ),
    fact: database.prepare('SELECT value FROM facts WHERE name = ?'),
    saveFact: database.prepare(
      `INSERT INTO facts (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    ),
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

function bindFact({ sql, database }: JournalState, field: string, found: string): void {
  const stored = sql.fact.get(field)?.['value'];
  if (stored === undefined) {
    sql.saveFact.run(field, found);
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
