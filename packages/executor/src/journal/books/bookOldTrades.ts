import type { SqlDatabase } from '../../platform/executorPlatform.ts';
import type { JournalledEvent, TradeEvent } from '../tradeEvents.ts';
import { foldTrade, type TradeRecord } from '../tradeRecord.ts';
import { bookTrade } from './bookTrade.ts';
import { createSqliteBooks } from './sqliteBooks.ts';

/** Trades read at a time, so that a long journal need not fit into memory. */
const PAGE_ROWS = 500;

/**
 * Writes the records of a journal from before the books anew from their events, and the books from
 * them, in the order in which the outcomes became known.
 */
export function bookOldTrades(database: SqlDatabase): void {
  const save = database.prepare('UPDATE trades SET record = ? WHERE trade_id = ?');
  const page = database.prepare(
    `SELECT trade_id FROM trades WHERE trade_id > ? ORDER BY trade_id LIMIT ${PAGE_ROWS}`,
  );
  const eventsOf = database.prepare(
    'SELECT version, at_ms, payload FROM events WHERE trade_id = ? ORDER BY version',
  );
  const known: Array<readonly [atMs: number, tradeId: string]> = [];
  let last = '';
  for (;;) {
    const ids = page.all(last).map((row) => String(row['trade_id']));
    for (const tradeId of ids) {
      const events = eventsOf.all(tradeId).map((row): JournalledEvent => ({
        tradeId,
        version: Number(row['version']),
        atMs: Number(row['at_ms']),
        event: JSON.parse(String(row['payload'])) as TradeEvent,
      }));
      const trade = foldTrade(events);
      if (trade === undefined) continue;
      save.run(JSON.stringify(trade), tradeId);
      known.push([trade.bookedAtMs ?? Number.POSITIVE_INFINITY, tradeId]);
    }
    const newest = ids.at(-1);
    if (newest === undefined) break;
    last = newest;
  }
  const books = createSqliteBooks(database);
  const record = database.prepare('SELECT record FROM trades WHERE trade_id = ?');
  // Of one age by name: the sort is stable and the pages came in that order.
  const inOrder = known.toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  for (const [, tradeId] of inOrder) {
    const text = String(record.get(tradeId)?.['record']);
    bookTrade(books, undefined, JSON.parse(text) as TradeRecord);
  }
}
