import type { SqlDatabase, SqlValue } from '../platform/executorPlatform.ts';
import type { Anchor, ChainedEvent, ChainHead } from './eventChain.ts';
import type { TradeRow, TradeRows } from './verifyTrade.ts';
import { lazyStatements } from './lazyStatements.ts';

/** Rows of a journal in an order in which they can be verified, a page at a time. */
export interface JournalRows {
  /** Events after a place, by trade and version. */
  events(after: EventPlace): readonly ChainedEvent[];
  /** Anchors after a number. */
  anchors(after: number): readonly Anchor[];
  hashAt(place: EventPlace): string | undefined;
  row(tradeId: string): TradeRow | undefined;
  /** Everything of every trade that is open. */
  openTrades(): readonly TradeRows[];
  /** A trade whose record has no events, if there is one. */
  eventless(): string | undefined;
}

/** Where an event stands. */
export interface EventPlace {
  readonly tradeId: string;
  readonly version: number;
}

/** Rows read at a time, so that a long journal need not fit into memory. */
const PAGE_ROWS = 2_000;

/** The rows of an open database with the newest schema. */
export function createJournalRows(database: SqlDatabase): JournalRows {
  const prepare = lazyStatements(database);
  const events = prepare(`SELECT trade_id, version, at_ms, name, payload, hash FROM events
     WHERE (trade_id, version) > (?, ?) ORDER BY trade_id, version LIMIT ${PAGE_ROWS}`);
  const anchors =
    prepare(`SELECT number, at_ms, heads, hash FROM anchors WHERE number > ? ORDER BY number
     LIMIT ${PAGE_ROWS}`);
  const hashAt = prepare('SELECT hash FROM events WHERE trade_id = ? AND version = ?');
  const row =
    prepare(`SELECT mode, key, fingerprint, wallet, status, is_open, may_move, version, created_at_ms,
     updated_at_ms, head, record FROM trades WHERE trade_id = ?`);
  const openTrades = prepare('SELECT trade_id FROM trades WHERE is_open = 1');
  const eventsOf =
    prepare(`SELECT trade_id, version, at_ms, name, payload, hash FROM events WHERE trade_id = ?
     ORDER BY version`);
  const eventless = prepare(`SELECT trade_id FROM trades WHERE NOT EXISTS
     (SELECT 1 FROM events WHERE events.trade_id = trades.trade_id) LIMIT 1`);
  const rowOf = (tradeId: string): TradeRow | undefined => {
    const found = row.get(tradeId);
    return found && readRow(found);
  };
  return {
    events: ({ tradeId, version }) => events.all(tradeId, version).map(readEvent),
    anchors: (after) => anchors.all(after).map(readAnchor),
    hashAt: ({ tradeId, version }) => textOf(hashAt.get(tradeId, version), 'hash'),
    row: rowOf,
    openTrades: () =>
      openTrades.all().map((found): TradeRows => {
        const tradeId = String(found['trade_id']);
        return { tradeId, events: eventsOf.all(tradeId).map(readEvent), row: rowOf(tradeId) };
      }),
    eventless: () => textOf(eventless.get(), 'trade_id'),
  };
}

type Row = Record<string, SqlValue>;

function readEvent(row: Row): ChainedEvent {
  return {
    tradeId: String(row['trade_id']),
    version: Number(row['version']),
    atMs: Number(row['at_ms']),
    name: String(row['name']),
    payload: String(row['payload']),
    hash: String(row['hash']),
  };
}

function readAnchor(row: Row): Anchor {
  return {
    number: Number(row['number']),
    atMs: Number(row['at_ms']),
    heads: readHeads(String(row['heads'])),
    hash: String(row['hash']),
  };
}

/** Heads that are no JSON any more are none, and then the anchor does not match its hash. */
function readHeads(text: string): readonly ChainHead[] {
  try {
    const heads: unknown = JSON.parse(text);
    return Array.isArray(heads) && heads.every(isHead) ? heads : [];
  } catch {
    return [];
  }
}

function isHead(head: unknown): head is ChainHead {
  return (
    Array.isArray(head) &&
    typeof head[0] === 'string' &&
    typeof head[1] === 'number' &&
    typeof head[2] === 'string'
  );
}

function readRow(row: Row): TradeRow {
  return {
    mode: String(row['mode']),
    key: String(row['key']),
    fingerprint: String(row['fingerprint']),
    wallet: String(row['wallet']),
    status: String(row['status']),
    isOpen: row['is_open'] === 1n,
    mayMove: row['may_move'] === 1n,
    version: Number(row['version']),
    createdAtMs: Number(row['created_at_ms']),
    updatedAtMs: Number(row['updated_at_ms']),
    head: String(row['head']),
    record: String(row['record']),
  };
}

function textOf(row: Row | undefined, column: string): string | undefined {
  return row === undefined ? undefined : String(row[column]);
}
