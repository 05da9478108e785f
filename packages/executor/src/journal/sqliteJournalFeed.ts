import { ExecutionError } from '@quantbot/core';

import type { ExecutorPlatform, SqlDatabase, SqlValue } from '../platform/executorPlatform.ts';
import { readBooks } from './books/readBooks.ts';
import { createSqliteBooks } from './books/sqliteBooks.ts';
import type { JournalFeed, SequencedEvent, TradeFindings, TradeSearch } from './journalFeed.ts';
import { EVENT_ORDER_SCHEMA, readSchemaVersion } from './journalSchema.ts';
import { createJournalReader, openReadOnly, readRecord } from './sqliteJournalReader.ts';
import type { TradeEvent } from './tradeEvents.ts';
import type { TradeRecord } from './tradeRecord.ts';

/** Most trades that one search looks at: whoever searches must not keep a trade waiting. */
export const SEARCHED_MAX = 500;

/**
 * Opens a journal to be shown, whoever owns it.
 *
 * @throws ExecutionError `JOURNAL__UNAVAILABLE`, also while no owner of this version has brought the
 * journal to its schema, `JOURNAL__SCHEMA_NEWER`
 */
export function openSqliteJournalFeed(path: string, platform: ExecutorPlatform): JournalFeed {
  return openReadOnly(path, platform, (database) => {
    const found = readSchemaVersion(database);
    if (found < EVENT_ORDER_SCHEMA) {
      const reason = `schema ${found} has no order of events; the next start of an owner adds it`;
      throw new ExecutionError('JOURNAL__UNAVAILABLE', { path, reason });
    }
    return createJournalFeed(database);
  });
}

function createJournalFeed(database: SqlDatabase): JournalFeed {
  const sql = prepareStatements(database);
  const books = createSqliteBooks(database);
  const countOpen = ({ wallet, mode }: { wallet: string; mode: string }): number =>
    Number(sql.countOpen.get(wallet, mode)?.['total'] ?? 0n);
  return {
    ...createJournalReader(database),
    latestSequence: () => Number(sql.latest.get()?.['latest'] ?? 0n),
    eventsAfter: (sequence, limit) => sql.eventsAfter.all(sequence, limit).map(readSequenced),
    search: (search) => findTrades(sql, search),
    receivedSince: (sinceMs, limit) =>
      sql.receivedSince.all(sinceMs, limit).flatMap((row) => readRecord(row) ?? []),
    eventTimes: (tradeId) =>
      sql.eventTimes.all(tradeId).map((row) => ({
        name: String(row['name']) as TradeEvent['name'],
        atMs: Number(row['at_ms']),
      })),
    heldPositions: (key) => books.heldPositions(key),
    lookAt: (query) => ({ openTrades: countOpen(query), ...readBooks(books, query) }),
    newestOf: ({ wallet, mode }, token) => readRecord(sql.newestOf.get(wallet, mode, token)),
    bound: (field) => {
      const value = sql.fact.get(field)?.['value'];
      return value === undefined ? undefined : String(value);
    },
  };
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: SqlDatabase) {
  return {
    latest: database.prepare('SELECT max(sequence) AS latest FROM event_order'),
    eventsAfter: database.prepare(
      `SELECT sequence, at_ms, name, record FROM event_order
       JOIN events USING (trade_id, version) JOIN trades USING (trade_id)
       WHERE sequence > ? ORDER BY sequence LIMIT ?`,
    ),
    search: database.prepare(
      `SELECT rowid AS place, created_at_ms, is_open, record FROM trades
       WHERE (created_at_ms, rowid) < (?, ?) ORDER BY created_at_ms DESC, rowid DESC LIMIT ?`,
    ),
    receivedSince: database.prepare(
      `SELECT record FROM trades WHERE created_at_ms >= ?
       ORDER BY created_at_ms DESC, rowid DESC LIMIT ?`,
    ),
    eventTimes: database.prepare(
      'SELECT name, at_ms FROM events WHERE trade_id = ? ORDER BY version',
    ),
    countOpen: database.prepare(
      'SELECT count(*) AS total FROM trades WHERE wallet = ? AND mode = ? AND may_move = 1',
    ),
    newestOf: database.prepare(
      `SELECT record FROM bookings JOIN trades USING (trade_id)
       WHERE bookings.wallet = ? AND bookings.mode = ? AND bookings.token = ?
       AND units <> '0' AND admitted_at_ms IS NOT NULL ORDER BY admitted_at_ms DESC LIMIT 1`,
    ),
    fact: database.prepare('SELECT value FROM facts WHERE name = ?'),
  };
}

function readSequenced(row: Record<string, SqlValue>): SequencedEvent {
  return {
    sequence: Number(row['sequence']),
    atMs: Number(row['at_ms']),
    name: String(row['name']) as TradeEvent['name'],
    trade: JSON.parse(String(row['record'])) as TradeRecord,
  };
}

/** Trades older than any place there is. */
const NEWEST = { createdAtMs: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER };
/** Trades that are read at once. */
const READ_AT_ONCE = 100;

function findTrades(sql: Statements, search: TradeSearch): TradeFindings {
  const found: TradeRecord[] = [];
  let place = search.after ?? NEWEST;
  for (let looked = 0; looked < SEARCHED_MAX;) {
    const rows = sql.search.all(place.createdAtMs, place.row, READ_AT_ONCE);
    for (const row of rows) {
      place = { createdAtMs: Number(row['created_at_ms']), row: Number(row['place']) };
      const trade = readRecord(row);
      if (trade !== undefined && matches(trade, Number(row['is_open']) === 1, search)) {
        found.push(trade);
      }
      if (found.length === search.limit) return { trades: found, next: place };
    }
    if (rows.length < READ_AT_ONCE) return { trades: found, next: undefined };
    looked += rows.length;
  }
  return { trades: found, next: place };
}

function matches(trade: TradeRecord, isOpen: boolean, search: TradeSearch): boolean {
  const { status, side, token, strategyId, mode } = search;
  const { request } = trade;
  return (
    (status === undefined || (status === 'open' ? isOpen : trade.status === status)) &&
    (side === undefined || request.side === side) &&
    (token === undefined || request.tokenAddress === token) &&
    (strategyId === undefined || request.strategyId === strategyId) &&
    (mode === undefined || trade.mode === mode)
  );
}
