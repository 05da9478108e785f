import { fingerprintText } from '@quantbot/core';

import type { SqlDatabase, SqlValue } from '../platform/executorPlatform.ts';
import { CHAIN_START, type ChainedEvent, type ChainHead, type EventChain } from './eventChain.ts';
import { isTerminal, mayMove } from './tradeMachine.ts';
import { foldTrade, type TradeRecord } from './tradeRecord.ts';
import { readChained } from './verifyTrade.ts';

/** Rows worked on at a time, so that a long journal need not fit into memory. */
const PAGE_ROWS = 2_000;

/**
 * Ties the events of a journal from before the chains together, as they stand, anchors them, and
 * writes every record anew from its events. From then on a change of them is found like a change of
 * any other.
 */
export function chainOldEvents(database: SqlDatabase, chain: EventChain): void {
  const trades = createTradeWriter(database, chain);
  const page = database.prepare(
    `SELECT trade_id, version, at_ms, name, payload FROM events WHERE (trade_id, version) > (?, ?)
     ORDER BY trade_id, version LIMIT ${PAGE_ROWS}`,
  );
  let events: Array<Omit<ChainedEvent, 'hash'>> = [];
  for (;;) {
    const newest = events.at(-1);
    const rows = page.all(newest?.tradeId ?? '', newest?.version ?? 0);
    for (const row of rows) {
      const event = {
        tradeId: String(row['trade_id']),
        version: Number(row['version']),
        atMs: Number(row['at_ms']),
        name: String(row['name']),
        payload: String(row['payload']),
      };
      if (events.length > 0 && event.tradeId !== events[0]?.tradeId) {
        trades.add(events);
        events = [];
      }
      events.push(event);
    }
    if (rows.length === 0) break;
  }
  if (events.length > 0) trades.add(events);
  trades.end();
}

/** Trades that one anchor of an old journal stands for. */
const ANCHOR_HEADS = 1_000;

/** When the anchors of an old journal were written is not known. */
const ANCHOR_AT_MS = 0;

function createTradeWriter(database: SqlDatabase, chain: EventChain) {
  const saveHash = database.prepare(
    'UPDATE events SET hash = ? WHERE trade_id = ? AND version = ?',
  );
  const saveTrade = database.prepare(
    `UPDATE trades SET head = ?, fingerprint = ?, wallet = ?, status = ?, is_open = ?, may_move = ?,
     created_at_ms = ?, updated_at_ms = ?, record = ? WHERE trade_id = ?`,
  );
  const insertAnchor = database.prepare(
    'INSERT INTO anchors (number, at_ms, heads, hash) VALUES (?, ?, ?, ?)',
  );
  let heads: ChainHead[] = [];
  let number = 0;
  let previous = CHAIN_START;
  const end = (): void => {
    if (heads.length === 0) return;
    number += 1;
    previous = chain.hashAnchor(previous, { number, atMs: ANCHOR_AT_MS, heads });
    insertAnchor.run(number, ANCHOR_AT_MS, JSON.stringify(heads), previous);
    heads = [];
  };
  return {
    end,
    add: (events: ReadonlyArray<Omit<ChainedEvent, 'hash'>>): void => {
      let head = CHAIN_START;
      const chained = events.map((event): ChainedEvent => {
        head = chain.hashEvent(head, event);
        saveHash.run(head, event.tradeId, event.version);
        return { ...event, hash: head };
      });
      const trade = foldTrade(chained.map(readChained));
      if (trade === undefined) return;
      const { tradeId, version } = trade;
      saveTrade.run(head, ...columnsOf(trade), JSON.stringify(trade), tradeId);
      heads.push([tradeId, version, head]);
      if (heads.length === ANCHOR_HEADS) end();
    },
  };
}

/** What a trade is looked up by, in the order of the statement that saves it. */
function columnsOf(trade: TradeRecord): SqlValue[] {
  const { fingerprint, wallet, status, createdAtMs, updatedAtMs } = trade;
  const isOpen = isTerminal(status) ? 0 : 1;
  const moves = mayMove(status) ? 1 : 0;
  return [fingerprintText(fingerprint), wallet, status, isOpen, moves, createdAtMs, updatedAtMs];
}
