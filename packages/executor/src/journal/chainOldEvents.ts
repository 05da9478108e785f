import type { SqlDatabase } from '../platform/executorPlatform.ts';
import { CHAIN_START, type ChainHead, type EventChain } from './eventChain.ts';

/** Rows worked on at a time, so that a long journal need not fit into memory. */
const PAGE_ROWS = 2_000;

/**
 * Ties the events of a journal from before the chains together, as they stand, and anchors them. From
 * then on a change of them is found like a change of any other.
 */
export function chainOldEvents(database: SqlDatabase, chain: EventChain): void {
  const page = database.prepare(
    `SELECT trade_id, version, at_ms, payload FROM events WHERE (trade_id, version) > (?, ?)
     ORDER BY trade_id, version LIMIT ${PAGE_ROWS}`,
  );
  const saveHash = database.prepare(
    'UPDATE events SET hash = ? WHERE trade_id = ? AND version = ?',
  );
  let newest: ChainHead = ['', 0, CHAIN_START];
  const anchors = createAnchorWriter(database, chain);
  for (;;) {
    const rows = page.all(newest[0], newest[1]);
    for (const row of rows) {
      const tradeId = String(row['trade_id']);
      const version = Number(row['version']);
      const atMs = Number(row['at_ms']);
      const isNext = tradeId === newest[0];
      if (!isNext) anchors.add(newest);
      const previous = isNext ? newest[2] : CHAIN_START;
      const payload = String(row['payload']);
      const hash = chain.hashEvent(previous, { tradeId, version, atMs, payload });
      saveHash.run(hash, tradeId, version);
      newest = [tradeId, version, hash];
    }
    if (rows.length < PAGE_ROWS) break;
  }
  anchors.add(newest);
  anchors.end();
}

/** Trades that one anchor of an old journal stands for. */
const ANCHOR_HEADS = 1_000;

function createAnchorWriter(database: SqlDatabase, chain: EventChain) {
  const saveHead = database.prepare('UPDATE trades SET head = ? WHERE trade_id = ?');
  const insert = database.prepare(
    'INSERT INTO anchors (number, at_ms, heads, hash) VALUES (?, ?, ?, ?)',
  );
  let heads: ChainHead[] = [];
  let number = 0;
  let previous = CHAIN_START;
  const end = (): void => {
    if (heads.length === 0) return;
    number += 1;
    previous = chain.hashAnchor(previous, { number, atMs: 0, heads });
    insert.run(number, 0, JSON.stringify(heads), previous);
    heads = [];
  };
  return {
    end,
    add: (head: ChainHead): void => {
      const [tradeId, version, hash] = head;
      if (version === 0) return;
      saveHead.run(hash, tradeId);
      heads.push(head);
      if (heads.length === ANCHOR_HEADS) end();
    },
  };
}
