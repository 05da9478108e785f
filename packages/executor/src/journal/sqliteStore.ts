import { fingerprintText } from '@quantbot/core';

import type { SqlDatabase, SqlStatement } from '../platform/executorPlatform.ts';
import { createSqliteBooks } from './books/sqliteBooks.ts';
import type { Anchor, ChainedEvent } from './eventChain.ts';
import type { JournalStore, StoredTrade, StoredTradingChange } from './journalStore.ts';
import { createKnownTrades } from './knownTrades.ts';
import { createJournalReader, readRecord, readTradingChange } from './sqliteJournalReader.ts';
import { isTerminal, mayMove } from './tradeMachine.ts';
import { createSqlTransaction } from './transaction.ts';
import { lazyStatements, type PrepareStatement } from './lazyStatements.ts';

/** The store of a journal in a SQLite database that has the newest schema. */
export function createSqliteStore(database: SqlDatabase): JournalStore {
  const prepare = lazyStatements(database);
  const sql = prepareStatements(prepare);
  const known = createKnownTrades((tradeId) => readRecord(sql.record.get(tradeId)));
  return {
    ...createJournalReader(database, prepare),
    transaction: createSqlTransaction(database),
    books: createSqliteBooks(database),
    find: (tradeId) => {
      const row = sql.head.get(tradeId);
      return row && known.find(tradeId, String(row['head']));
    },
    findByKey: (key, mode) => {
      const row = sql.headByKey.get(mode, key);
      return row && known.find(String(row['trade_id']), String(row['head']))?.trade;
    },
    findByFingerprint: ({ mode, fingerprintText: text, endedSinceMs }) =>
      readRecord(
        sql.openByFingerprint.get(mode, text) ?? sql.byFingerprint.get(mode, text, endedSinceMs),
      ),
    openTrades: () => sql.open.all().flatMap((row) => readRecord(row) ?? []),
    countUnended: () => Number(sql.countUnended.get()?.['total'] ?? 0n),
    countOpen: ({ wallet, mode }) => Number(sql.countOpen.get(wallet, mode)?.['total'] ?? 0n),
    hasSignature: (signature) => sql.bySignature.get(signature) !== undefined,
    insertEvent: (event) => {
      insertEvent(sql, event);
    },
    saveTrade: (stored) => {
      saveTrade(sql, stored);
      known.note(stored);
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
  const { tradeId, status, version, updatedAtMs } = trade;
  const isOpen = isTerminal(status) ? 0 : 1;
  const moving = mayMove(status) ? 1 : 0;
  const record = JSON.stringify(trade);
  const state = [isOpen, moving, status, version, updatedAtMs, record, head];
  if (sql.updateTrade.run(...state, tradeId).changes > 0) return;
  const { mode, key, fingerprint, wallet, createdAtMs } = trade;
  const names = [tradeId, mode, key, fingerprintText(fingerprint), wallet, createdAtMs];
  sql.insertTrade.run(...names, ...state);
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(prepare: PrepareStatement) {
  return {
    record: prepare('SELECT record FROM trades WHERE trade_id = ?'),
    head: prepare('SELECT head FROM trades WHERE trade_id = ?'),
    headByKey: prepare('SELECT trade_id, head FROM trades WHERE mode = ? AND key = ?'),
    openByFingerprint:
      prepare(`SELECT record FROM trades WHERE mode = ? AND fingerprint = ? AND is_open = 1
       ORDER BY updated_at_ms DESC LIMIT 1`),
    byFingerprint:
      prepare(`SELECT record FROM trades WHERE mode = ? AND fingerprint = ? AND updated_at_ms >= ?
       ORDER BY updated_at_ms DESC LIMIT 1`),
    open: prepare('SELECT record FROM trades WHERE is_open = 1 ORDER BY created_at_ms, rowid'),
    countUnended: prepare('SELECT count(*) AS total FROM trades WHERE is_open = 1'),
    countOpen: prepare(
      'SELECT count(*) AS total FROM trades WHERE wallet = ? AND mode = ? AND may_move = 1',
    ),
    bySignature: prepare(`SELECT 1 FROM events WHERE name = 'AttemptSigned'
       AND json_extract(payload, '$.attempt.signature') = ? LIMIT 1`),
    lastTradingChange: prepare('SELECT * FROM trading_states ORDER BY number DESC LIMIT 1'),
    insertTradingChange:
      prepare(`INSERT INTO trading_states (number, at_ms, state, origin, decided_by, reason, in_flight, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    lastAnchor: prepare('SELECT number, hash FROM anchors ORDER BY number DESC LIMIT 1'),
    insertAnchor: prepare('INSERT INTO anchors (number, at_ms, heads, hash) VALUES (?, ?, ?, ?)'),
    fact: prepare('SELECT value FROM facts WHERE name = ?'),
    saveFact: prepare(`INSERT INTO facts (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`),
    insertEvent: prepare(`INSERT INTO events (trade_id, version, at_ms, name, payload, hash)
       VALUES (?, ?, ?, ?, ?, ?)`),
    insertEventOrder: prepare('INSERT INTO event_order (trade_id, version) VALUES (?, ?)'),
    updateTrade:
      prepare(`UPDATE trades SET is_open = ?, may_move = ?, status = ?, version = ?, updated_at_ms = ?,
       record = ?, head = ? WHERE trade_id = ?`),
    insertTrade:
      prepare(`INSERT INTO trades (trade_id, mode, key, fingerprint, wallet, created_at_ms, is_open,
       may_move, status, version, updated_at_ms, record, head)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  } satisfies Record<string, SqlStatement>;
}
