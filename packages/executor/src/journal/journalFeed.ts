import type { TradeSide, TradeStatus } from '@quantbot/core';

import type { BookKey, HeldPosition } from './books/bookRows.ts';
import type { BookQuery } from './books/readBooks.ts';
import type { AdmissionSnapshot, JournalReader } from './journal.ts';
import type { TradeEvent, TradeMode } from './tradeEvents.ts';
import type { TradeRecord } from './tradeRecord.ts';

/** An event in the one order that all events of a journal have. */
export interface SequencedEvent {
  /** 1 for the first event of the journal; later events have higher ones. */
  readonly sequence: number;
  readonly atMs: number;
  readonly name: TradeEvent['name'];
  /** The trade as it is now, which may be further than this event. */
  readonly trade: TradeRecord;
}

/** Which trades to look for. A field that is absent lets every trade through. */
export interface TradeSearch {
  /** A state, or `open` for every trade that has not ended. */
  readonly status?: TradeStatus | 'open';
  readonly side?: TradeSide;
  /** Mint of the token. */
  readonly token?: string;
  readonly strategyId?: string;
  readonly mode?: TradeMode;
  /** Most trades to answer with. */
  readonly limit: number;
  /** Where an earlier page ended. */
  readonly after?: TradePlace;
}

/** Place of a trade among all trades, newest first. */
export interface TradePlace {
  readonly createdAtMs: number;
  readonly row: number;
}

/** Trades that were found, newest first. */
export interface TradeFindings {
  readonly trades: readonly TradeRecord[];
  /** Where to go on; `undefined` when there is nothing older. A page may be empty and have one. */
  readonly next: TradePlace | undefined;
}

/** When something happened to a trade. */
export interface EventTime {
  readonly name: TradeEvent['name'];
  readonly atMs: number;
}

/**
 * What a server shows of a journal: it follows the events, looks trades up by what they are, and
 * reads the books. Open in as many processes as like to; it changes nothing.
 */
export interface JournalFeed extends JournalReader {
  /** Highest sequence that is on disk, 0 before the first event. */
  latestSequence(): number;
  /** Events after a sequence, in their order. */
  eventsAfter(sequence: number, limit: number): readonly SequencedEvent[];
  /** Looks at a bounded number of trades, so that a rare match may need several pages. */
  search(search: TradeSearch): TradeFindings;
  /** Trades received since a moment, newest first. */
  receivedSince(sinceMs: number, limit: number): readonly TradeRecord[];
  /** When what happened to a trade, in its order. */
  eventTimes(tradeId: string): readonly EventTime[];
  /** Tokens that are held by fills, by their address. */
  heldPositions(key: BookKey): readonly HeldPosition[];
  /** What gates look at for the next trade of a token. */
  lookAt(query: BookQuery): AdmissionSnapshot;
  /** Newest trade that moved some of a token: its attempts tell the decimals of the mint. */
  newestOf(key: BookKey, token: string): TradeRecord | undefined;
  /** What the journal is tied to, such as its `wallet`; `undefined` while it is to nothing. */
  bound(field: string): string | undefined;
}
