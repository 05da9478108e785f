import type { BookStore } from './books/bookRows.ts';
import type { Anchor, ChainedEvent } from './eventChain.ts';
import type { FingerprintQuery, JournalReader, OpenTradesQuery } from './journal.ts';
import type { TradeMode } from './tradeEvents.ts';
import type { TradeRecord } from './tradeRecord.ts';
import type { TradingChange } from './tradingChange.ts';
import type { Transaction } from './transaction.ts';

/** A trade's record and the hash of its newest event. */
export interface StoredTrade {
  readonly trade: TradeRecord;
  readonly head: string;
}

/** A change of the trading state, its text, and the hash that ties it to those before it. */
export interface StoredTradingChange {
  readonly change: TradingChange;
  readonly hash: string;
}

/**
 * Where a journal keeps its rows. It decides nothing: what may be written, and in which order, is
 * the business of `createStoredJournal`.
 */
export interface JournalStore extends Omit<JournalReader, 'close'> {
  readonly transaction: Transaction;
  readonly books: BookStore;
  find(tradeId: string): StoredTrade | undefined;
  findByKey(key: string, mode: TradeMode): TradeRecord | undefined;
  findByFingerprint(query: FingerprintQuery): TradeRecord | undefined;
  openTrades(): readonly TradeRecord[];
  conflicts(): readonly TradeRecord[];
  countUnended(): number;
  countOpen(query: OpenTradesQuery): number;
  hasSignature(signature: string): boolean;
  insertEvent(event: ChainedEvent): void;
  saveTrade(stored: StoredTrade): void;
  lastTradingChange(): StoredTradingChange | undefined;
  insertTradingChange(stored: StoredTradingChange): void;
  lastAnchor(): Pick<Anchor, 'number' | 'hash'> | undefined;
  insertAnchor(anchor: Anchor): void;
  fact(name: string): string | undefined;
  saveFact(name: string, value: string): void;
  close(): void;
}
