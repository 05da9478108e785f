import { fingerprintText } from '@quantbot/core';

import {
  createMemoryBookRows,
  createMemoryBooks,
  type MemoryBookRows,
} from './books/memoryBooks.ts';
import type { Anchor, ChainedEvent } from './eventChain.ts';
import type { FingerprintQuery, TradePageQuery, TradeTimePageQuery } from './journal.ts';
import type { JournalStore, StoredTrade, StoredTradingChange } from './journalStore.ts';
import type { TradeEvent } from './tradeEvents.ts';
import { isTerminal, mayMove } from './tradeMachine.ts';
import type { TradeRecord } from './tradeRecord.ts';
import type { Transaction } from './transaction.ts';

/** What a journal in memory keeps from one owner to the next. */
export interface MemoryRows {
  readonly events: Map<string, readonly ChainedEvent[]>;
  readonly trades: Map<string, StoredTrade>;
  /** Trades that have not ended, in the order of their beginning. */
  readonly open: Map<string, TradeRecord>;
  /** Trades by mode and key. */
  readonly keys: Map<string, string>;
  /** Numbers of trades that may move money, by mode and wallet. */
  readonly moving: Map<string, number>;
  /** Trades by mode and fingerprint, oldest first. */
  readonly fingerprints: Map<string, readonly string[]>;
  readonly anchors: Map<number, Anchor>;
  readonly facts: Map<string, string>;
  /** Changes of the trading state by their number. */
  readonly tradingChanges: Map<number, StoredTradingChange>;
  readonly books: MemoryBookRows;
  /** How to take back what the open transaction has written, `undefined` when none is open. */
  undo: Array<() => void> | undefined;
}

/** Makes the rows of a journal that nobody has used. */
export function createMemoryRows(): MemoryRows {
  return {
    events: new Map(),
    trades: new Map(),
    open: new Map(),
    keys: new Map(),
    moving: new Map(),
    fingerprints: new Map(),
    anchors: new Map(),
    facts: new Map(),
    tradingChanges: new Map(),
    books: createMemoryBookRows(),
    undo: undefined,
  };
}

/**
 * The store of one owner of the rows.
 *
 * @param beforeCommit - Called at every commit; what it throws is a commit that failed.
 */
export function createMemoryStore(rows: MemoryRows, beforeCommit: () => void): JournalStore {
  const byNewest = (): TradeRecord[] =>
    [...rows.trades.values()]
      .map(({ trade }) => trade)
      .toReversed()
      .toSorted((left, right) => right.createdAtMs - left.createdAtMs);
  return {
    path: 'memory',
    transaction: createMemoryTransaction(rows, beforeCommit),
    books: createMemoryBooks(rows.books, (map, key, value) => {
      put(rows, map, [key, value]);
    }),
    find: (tradeId) => rows.trades.get(tradeId),
    findByKey: (key, mode) => rows.trades.get(rows.keys.get(`${mode} ${key}`) ?? '')?.trade,
    findByFingerprint: (query) => findByFingerprint(rows, query),
    openTrades: () =>
      [...rows.open.values()].toSorted((left, right) => left.createdAtMs - right.createdAtMs),
    conflicts: () =>
      byNewest()
        .toReversed()
        .filter(({ status, mode }) => status === 'conflicted' && mode === 'live'),
    countUnended: () => rows.open.size,
    countOpen: ({ wallet, mode }) => rows.moving.get(`${mode} ${wallet}`) ?? 0,
    hasSignature: (signature) =>
      [...rows.trades.values()].some(({ trade }) =>
        trade.attempts.some((attempt) => attempt.signature === signature),
      ),
    history: (tradeId) => {
      const trade = rows.trades.get(tradeId)?.trade;
      if (trade === undefined) return undefined;
      const events = (rows.events.get(tradeId) ?? []).map(({ version, atMs, payload }) => {
        const event = JSON.parse(payload) as TradeEvent;
        return { tradeId, version, atMs, event };
      });
      return { trade, events };
    },
    list: ({ limit }) => byNewest().slice(0, limit),
    tradingChanges: ({ limit }) =>
      [...rows.tradingChanges.values()]
        .map(({ change }) => change)
        .toReversed()
        .slice(0, limit),
    page: (query) => pageById(rows.trades.values(), query),
    pageByTime: (query) => pageByTime(rows.trades.values(), query),
    insertEvent: (event) => {
      const known = rows.events.get(event.tradeId) ?? [];
      put(rows, rows.events, [event.tradeId, [...known, event]]);
    },
    saveTrade: (stored) => {
      saveTrade(rows, stored);
    },
    lastTradingChange: () => rows.tradingChanges.get(rows.tradingChanges.size),
    insertTradingChange: (stored) => {
      put(rows, rows.tradingChanges, [stored.change.number, stored]);
    },
    lastAnchor: () => rows.anchors.get(rows.anchors.size),
    insertAnchor: (anchor) => {
      put(rows, rows.anchors, [anchor.number, anchor]);
    },
    fact: (name) => rows.facts.get(name),
    saveFact: (name, value) => {
      put(rows, rows.facts, [name, value]);
    },
    close: () => undefined,
  };
}

function createMemoryTransaction(rows: MemoryRows, beforeCommit: () => void): Transaction {
  const marks: number[] = [];
  let mine: MemoryRows['undo'];
  const isOpen = (): boolean => mine !== undefined && rows.undo === mine;
  const end = (): void => {
    marks.length = 0;
    mine = undefined;
    rows.undo = undefined;
  };
  const requireOpen = (): void => {
    // As a database says it when the process has lost its transaction.
    if (!isOpen()) throw Object.assign(new Error('no transaction is active'), { errcode: 1 });
  };
  return {
    isOpen,
    begin: () => {
      if (rows.undo !== undefined) {
        throw Object.assign(new Error('database is locked'), { errcode: 5 });
      }
      mine = [];
      rows.undo = mine;
    },
    commit: () => {
      requireOpen();
      beforeCommit();
      end();
    },
    rollback: () => {
      requireOpen();
      takeBack(rows, 0);
      end();
    },
    save: () => {
      requireOpen();
      marks.push(rows.undo?.length ?? 0);
    },
    keep: () => {
      requireOpen();
      marks.pop();
    },
    undo: () => {
      requireOpen();
      takeBack(rows, marks.pop() ?? 0);
    },
  };
}

/** Takes back what was written since the transaction had so many writes. */
export function takeBack({ undo }: MemoryRows, writes: number): void {
  for (const step of undo?.splice(writes).toReversed() ?? []) step();
}

function saveTrade(rows: MemoryRows, stored: StoredTrade): void {
  const { trade } = stored;
  const { tradeId, mode, wallet } = trade;
  const before = rows.trades.get(tradeId)?.trade;
  if (before === undefined) {
    const print = `${mode} ${fingerprintText(trade.fingerprint)}`;
    put(rows, rows.keys, [`${mode} ${trade.key}`, tradeId]);
    put(rows, rows.fingerprints, [print, [...(rows.fingerprints.get(print) ?? []), tradeId]]);
  }
  put(rows, rows.trades, [tradeId, stored]);
  put(rows, rows.open, [tradeId, isTerminal(trade.status) ? undefined : trade]);
  const change = weight(trade) - weight(before);
  if (change === 0) return;
  const counter = `${mode} ${wallet}`;
  put(rows, rows.moving, [counter, (rows.moving.get(counter) ?? 0) + change]);
}

function weight(trade: TradeRecord | undefined): number {
  return trade !== undefined && mayMove(trade.status) ? 1 : 0;
}

/** Sets or deletes an entry and remembers what was there. */
function put<Key, Value>(
  rows: MemoryRows,
  map: Map<Key, Value>,
  [key, value]: readonly [Key, Value | undefined],
): void {
  const before = map.get(key);
  const write = (entry: Value | undefined): void => {
    if (entry === undefined) map.delete(key);
    else map.set(key, entry);
  };
  rows.undo?.push(() => {
    write(before);
  });
  write(value);
}

function findByFingerprint(rows: MemoryRows, query: FingerprintQuery): TradeRecord | undefined {
  const ids = rows.fingerprints.get(`${query.mode} ${query.fingerprintText}`) ?? [];
  const trades = ids.flatMap((tradeId) => rows.trades.get(tradeId)?.trade ?? []);
  const newest = trades.toSorted((left, right) => right.updatedAtMs - left.updatedAtMs);
  return (
    newest.find(({ status }) => !isTerminal(status)) ??
    newest.find(({ updatedAtMs }) => updatedAtMs >= query.endedSinceMs)
  );
}

type Timed = Pick<TradeRecord, 'createdAtMs' | 'tradeId'>;

function pageById(
  stored: Iterable<{ readonly trade: TradeRecord }>,
  { after = '', limit }: TradePageQuery,
): readonly TradeRecord[] {
  return [...stored]
    .map(({ trade }) => trade)
    .filter(({ tradeId }) => tradeId > after)
    .toSorted((left, right) => (left.tradeId < right.tradeId ? -1 : 1))
    .slice(0, limit);
}

function pageByTime(
  stored: Iterable<{ readonly trade: TradeRecord }>,
  { after, limit }: TradeTimePageQuery,
): readonly TradeRecord[] {
  return [...stored]
    .map(({ trade }) => trade)
    .filter((trade) => after === undefined || compareByTime(trade, after) > 0)
    .toSorted(compareByTime)
    .slice(0, limit);
}

function compareByTime(left: Timed, right: Timed): number {
  const byTime = left.createdAtMs - right.createdAtMs;
  if (byTime !== 0) return byTime;
  return left.tradeId === right.tradeId ? 0 : left.tradeId < right.tradeId ? -1 : 1;
}
