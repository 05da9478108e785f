import type { StoredTrade } from './journalStore.ts';
import type { TradeRecord } from './tradeRecord.ts';

/** Trades that were read or written last, so that their records need not be read again. */
export interface KnownTrades {
  /**
   * A trade whose newest event has this hash. The hash stands for all its events and so for its
   * record: one that was taken back with its transaction is not found under the hash before it.
   */
  find(tradeId: string, head: string): StoredTrade | undefined;
  note(stored: StoredTrade): void;
}

/** Far more than are open at a time; a record is a few kilobytes. */
export const KNOWN_TRADES_MAX = 512;

/**
 * Makes a memory of trades that knows none.
 *
 * @param read - Reads the record of a trade that is not known, or is known with another hash.
 */
export function createKnownTrades(read: (tradeId: string) => TradeRecord | undefined): KnownTrades {
  const known = new Map<string, StoredTrade>();
  const note = (stored: StoredTrade): void => {
    const { tradeId } = stored.trade;
    known.delete(tradeId);
    known.set(tradeId, stored);
    if (known.size <= KNOWN_TRADES_MAX) return;
    for (const oldest of known.keys()) {
      known.delete(oldest);
      break;
    }
  };
  return {
    note,
    find: (tradeId, head) => {
      const found = known.get(tradeId);
      if (found?.head === head) return found;
      const trade = read(tradeId);
      if (trade === undefined) return undefined;
      const stored = { trade, head };
      note(stored);
      return stored;
    },
  };
}
