import { fingerprintText } from '@quantbot/core';

import type { SqlDatabase, SqlStatement } from '../platform/executorPlatform.ts';
import { createSqliteBooks } from './books/sqliteBooks.ts';
import type { Anchor, ChainedEvent } from './eventChain.ts';
import type { JournalStore, StoredTrade, StoredTradingChange } from './journalStore.ts';
import { createJournalReader, readRecord, readTradingChange } from './sqliteJournalReader.ts';
import { isTerminal, mayMove } from './tradeMachine.ts';
import { createSqlTransaction } from './transaction.ts';

/** The store of a journal in a SQLite database that has the newest schema. */
export function createSqliteStore(database: SqlDatabase): JournalStore {
  const sql = prepareStatements(database);
  return {
    ...createJournalReader(database),
    transaction: createSqlTransaction(database),
    books: createSqliteBooks(database),
    find: (tradeId) => {
      const row = sql.find.get(tradeId);
      const trade = readRecord(row);
      return trade === undefined ? undefined : { trade, head: String(row?.['head']) };
    },
    findByFingerprint: ({ mode, fingerprintText: text, endedSinceMs }) =>
      readRecord(
        sql.openByFingerprint.get(mode, text) ?? sql.byFingerprint.get(mode, text, endedSinceMs),
      ),
    openTrades: () => sql.open.all().flatMap((row) => readRecord(row) ?? []),
    conflicts: () => sql.conflicts.all().flatMap((row) => readRecord(row) ?? []),
    countUnended: () => Number(sql.countUnended.get()?.['total'] ?? 0n),
    countOpen: ({ wallet, mode }) => Number(sql.countOpen.get(wallet, mode)?.['total'] ?? 0n),
    hasSignature: (signature) => sql.bySignature.get(signature) !== undefined,
    insertEvent: (event) => {
      insertEvent(sql, event);
    },
    saveTrade: (stored) => {
      saveTrade(sql, stored);
    },
    lastTradingChange: () => {
      const row = sql.lastTradingChange.get();
      return row && { change: readTradingChange(row), hash: String(row['hash']) };
    },
    insertTradingChange: (stored) => {
      insertTradingChange(sql, stored);
    },
    lastAnchor: () => {
      const row = sql.lastAnchor.get();
      return row && { number: Number(row['number']), hash: String(row['hash']) };
    },
    insertAnchor: (anchor) => {
      insertAnchor(sql, anchor);
    },
    fact: (name) => {
      const value = sql.fact.get(name)?.['value'];
      return value === undefined ? undefined : String(value);
    },
    saveFact: (name, value) => {
      sql.saveFact.run(name, value);
    },
  };
}

function insertEvent(sql: Statements, event: ChainedEvent): void {
  const { tradeId, version, atMs, name, payload, hash } = event;
  sql.insertEvent.run(tradeId, version, atMs, name, payload, hash);
  sql.insertEventOrder.run(tradeId, version);
}

function insertAnchor(sql: Statements, { number, atMs, heads, hash }: Anchor): void {
  sql.insertAnchor.run(number, atMs, JSON.stringify(heads), hash);
}

function insertTradingChange(sql: Statements, { change, hash }: StoredTradingChange): void {
  const { number, atMs, state, origin, by, reason, inFlight } = change;
  sql.insertTradingChange.run(number, atMs, state, origin, by, reason, inFlight, hash);
}

function saveTrade(sql: Statements, { trade, head }: StoredTrade): void {
  sql.saveTrade.run(
    trade.tradeId,
    trade.mode,
    trade.key,
    fingerprintText(trade.fingerprint),
    trade.wallet,
    isTerminal(trade.status) ? 0 : 1,
    mayMove(trade.status) ? 1 : 0,
    trade.status,
    trade.version,
    trade.createdAtMs,
    trade.updatedAtMs,
    JSON.stringify(trade),
    head,
  );
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: SqlDatabase) {
  return {
    find: database.prepare('SELECT record, head FROM trades WHERE trade_id = ?'),
    openByFingerprint: database.prepare(
      `SELECT record FROM trades WHERE mode = ? AND fingerprint = ? AND is_open = 1
       ORDER BY updated_at_ms DESC LIMIT 1`,
    ),
    byFingerprint: database.prepare(
      `SELECT record FROM trades WHERE mode = ? AND fingerprint = ? AND updated_at_ms >= ?
       ORDER BY updated_at_ms DESC LIMIT 1`,
    ),
    open: database.prepare(
      'SELECT record FROM trades WHERE is_open = 1 ORDER BY created_at_ms, rowid',
    ),
    conflicts: database.prepare(
      `SELECT record FROM trades WHERE status = 'conflicted' AND mode = 'live'
       ORDER BY created_at_ms, rowid`,
    ),
    countUnended: database.prepare('SELECT count(*) AS total FROM trades WHERE is_open = 1'),
    countOpen: database.prepare(
      'SELECT count(*) AS total FROM trades WHERE wallet = ? AND mode = ? AND may_move = 1',
    ),
    bySignature: database.prepare(
      `SELECT 1 FROM events WHERE name = 'AttemptSigned'
       AND json_extract(payload, '$.attempt.signature') = ? LIMIT 1`,
    ),
    lastTradingChange: database.prepare(
      'SELECT * FROM trading_states ORDER BY number DESC LIMIT 1',
    ),
    insertTradingChange: database.prepare(
      `INSERT INTO trading_states (number, at_ms, state, origin, decided_by, reason, in_flight, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    lastAnchor: database.prepare('SELECT number, hash FROM anchors ORDER BY number DESC LIMIT 1'),
    insertAnchor: database.prepare(
      'INSERT INTO anchors (number, at_ms, heads, hash) VALUES (?, ?, ?, ?)',
    ),
    fact: database.prepare('SELECT value FROM facts WHERE name = ?'),
    saveFact: database.prepare(
      `INSERT INTO facts (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    ),
    insertEvent: database.prepare(
      `INSERT INTO events (trade_id, version, at_ms, name, payload, hash)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    insertEventOrder: database.prepare('INSERT INTO event_order (trade_id, version) VALUES (?, ?)'),
    saveTrade: database.prepare(
      `INSERT INTO trades (trade_id, mode, key, fingerprint, wallet, is_open, may_move, status,
       version, created_at_ms, updated_at_ms, record, head)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (trade_id) DO UPDATE SET is_open = excluded.is_open,
       may_move = excluded.may_move, status = excluded.status, version = excluded.version,
       updated_at_ms = excluded.updated_at_ms, record = excluded.record, head = excluded.head`,
    ),
  } satisfies Record<string, SqlStatement>;
}
