import { ExecutionError, reasonOf } from '@quantbot/core';

import type { ExecutorPlatform, SqlDatabase, SqlValue } from '../platform/executorPlatform.ts';
import type { JournalReader } from './journal.ts';
import {
  readSchemaVersion,
  refuseNewerSchema,
  TRADING_STATES_SCHEMA,
  waitForOthers,
} from './journalSchema.ts';
import type { JournalledEvent, TradeEvent } from './tradeEvents.ts';
import type { PrepareStatement } from './lazyStatements.ts';
import type { TradeRecord } from './tradeRecord.ts';
import type { TradingChange } from './tradingChange.ts';

/**
 * Opens a journal for reading only. Works while another process owns it, and after that process
 * was killed.
 *
 * @throws ExecutionError `JOURNAL__UNAVAILABLE`, `JOURNAL__SCHEMA_NEWER`
 */
export function openSqliteJournalReader(path: string, platform: ExecutorPlatform): JournalReader {
  return openReadOnly(path, platform, createJournalReader);
}

/**
 * Opens the file of a journal for reading and closes it again when what is made of it fails.
 *
 * @throws ExecutionError `JOURNAL__UNAVAILABLE`, `JOURNAL__SCHEMA_NEWER`
 */
export function openReadOnly<Opened>(
  path: string,
  platform: ExecutorPlatform,
  make: (database: SqlDatabase) => Opened,
): Opened {
  let database: SqlDatabase | undefined;
  try {
    database = platform.openDatabase(path, { readOnly: true });
    waitForOthers(database);
    refuseNewerSchema(database);
    return make(database);
  } catch (cause) {
    database?.close();
    if (cause instanceof ExecutionError) throw cause;
    throw new ExecutionError('JOURNAL__UNAVAILABLE', { path, reason: reasonOf(cause) }, { cause });
  }
}

/** Whatever is bound to a bare `LIMIT ?` makes SQLite compile the statement anew each time. */
const LIMIT = 'LIMIT ? + 0';

/**
 * Read side of an open database.
 *
 * @param prepare - Prepares its statements: all at once, so that a file that is no journal is seen.
 */
export function createJournalReader(
  database: SqlDatabase,
  prepare: PrepareStatement = (sql) => database.prepare(sql),
): JournalReader {
  const byKey = prepare('SELECT record FROM trades WHERE mode = ? AND key = ?');
  const byId = prepare('SELECT record FROM trades WHERE trade_id = ?');
  const events = prepare(
    'SELECT version, at_ms, payload FROM events WHERE trade_id = ? ORDER BY version',
  );
  const list = prepare(
    `SELECT record FROM trades ORDER BY created_at_ms DESC, rowid DESC ${LIMIT}`,
  );
  const isOld = readSchemaVersion(database) < TRADING_STATES_SCHEMA;
  // Before there was the table, everything was traded.
  const tradingChanges = isOld
    ? undefined
    : prepare(`SELECT * FROM trading_states ORDER BY number DESC ${LIMIT}`);
  // The column with its index is younger than the first journals.
  const status = isOld ? "json_extract(record, '$.status')" : 'status';
  const conflicts = prepare(
    `SELECT record FROM trades WHERE ${status} = 'conflicted' AND mode = 'live'
     ORDER BY created_at_ms, rowid`,
  );
  const page = prepare(`SELECT record FROM trades WHERE trade_id > ? ORDER BY trade_id ${LIMIT}`);
  const pageByTime = prepare(
    `SELECT record FROM trades WHERE (created_at_ms, trade_id) > (?, ?)
     ORDER BY created_at_ms, trade_id ${LIMIT}`,
  );
  return {
    path: database.path,
    findByKey: (key, mode) => readRecord(byKey.get(mode, key)),
    history: (tradeId) => {
      const trade = readRecord(byId.get(tradeId));
      if (trade === undefined) return undefined;
      return { trade, events: events.all(tradeId).map((row) => readEvent(tradeId, row)) };
    },
    list: (query) => list.all(query.limit).flatMap((row) => readRecord(row) ?? []),
    conflicts: () => conflicts.all().flatMap((row) => readRecord(row) ?? []),
    tradingChanges: (query) => tradingChanges?.all(query.limit).map(readTradingChange) ?? [],
    // No id is empty, so that the empty text comes before all of them.
    page: ({ after = '', limit }) => page.all(after, limit).flatMap((row) => readRecord(row) ?? []),
    pageByTime: ({ after, limit }) =>
      pageByTime
        .all(after?.createdAtMs ?? Number.MIN_SAFE_INTEGER, after?.tradeId ?? '', limit)
        .flatMap((row) => readRecord(row) ?? []),
    close: () => {
      database.close();
    },
  };
}

/** Reads a change of the trading state out of a row. */
export function readTradingChange(row: Record<string, SqlValue>): TradingChange {
  return {
    number: Number(row['number']),
    atMs: Number(row['at_ms']),
    state: String(row['state']) as TradingChange['state'],
    origin: String(row['origin']) as TradingChange['origin'],
    by: String(row['decided_by']),
    reason: String(row['reason']),
    inFlight: String(row['in_flight']) as TradingChange['inFlight'],
  };
}

/** Reads the projection of one trade out of a row. */
export function readRecord(row: Record<string, SqlValue> | undefined): TradeRecord | undefined {
  if (row === undefined) return undefined;
  return JSON.parse(String(row['record'])) as TradeRecord;
}

function readEvent(tradeId: string, row: Record<string, SqlValue>): JournalledEvent {
  return {
    tradeId,
    version: Number(row['version']),
    atMs: Number(row['at_ms']),
    event: JSON.parse(String(row['payload'])) as TradeEvent,
  };
}
