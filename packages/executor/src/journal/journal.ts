import type { TradeEvent, JournalledEvent, TradeMode, TradeReceived } from './tradeEvents.ts';
import type { TradeRecord } from './tradeRecord.ts';

/** A trade with the events that made it. */
export interface TradeHistory {
  readonly trade: TradeRecord;
  readonly events: readonly JournalledEvent[];
}

/** Result of an append. Races are values: only an impossible event throws. */
export type AppendOutcome =
  | { readonly kind: 'ok'; readonly trade: TradeRecord }
  /** Somebody wrote to the trade since it was read. */
  | { readonly kind: 'stale' }
  /** Another process has taken the journal over. */
  | { readonly kind: 'fenced' };

/** Result of claiming a key. */
export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly trade: TradeRecord }
  /** The key names this trade already. */
  | { readonly kind: 'exists'; readonly trade: TradeRecord }
  | { readonly kind: 'fenced' };

/** What gates look at, read in the same commit that they decide in. */
export interface AdmissionSnapshot {
  /** Trades of the same mode that have not ended, this one left out. */
  readonly openTrades: number;
}

/** A claim: the first event of a trade and what the gates say to it. */
export interface TradeClaim {
  readonly tradeId: string;
  readonly received: TradeReceived;
  /** Decides in the same commit; must be pure. */
  decide(snapshot: AdmissionSnapshot): TradeEvent;
}

/** What was asked for before, for requests that carry no key. */
export interface FingerprintQuery {
  readonly fingerprintText: string;
  readonly mode: TradeMode;
  /** Ended trades count from this time on, milliseconds since the Unix epoch. */
  readonly endedSinceMs: number;
}

/** Which trades to list. */
export interface TradeListQuery {
  readonly limit: number;
}

/** Read side of the journal: may be open in many processes. */
export interface JournalReader {
  readonly path: string;
  findByKey(key: string, mode: TradeMode): TradeRecord | undefined;
  history(tradeId: string): TradeHistory | undefined;
  list(query: TradeListQuery): readonly TradeRecord[];
  close(): void;
}

/**
 * Append-only record of every trade, and the only place where state is written. One process owns
 * it at a time; every append is durable when it returns.
 */
export interface Journal extends JournalReader {
  findByFingerprint(query: FingerprintQuery): TradeRecord | undefined;
  openTrades(): readonly TradeRecord[];
  /** Trades of a mode that may still move money: open and not merely awaiting finality. */
  countOpen(mode: TradeMode): number;
  /**
   * Ties the journal to a fact such as the wallet or the chain it is for.
   *
   * @throws ExecutionError `JOURNAL__WRONG_OWNER` when it is tied to another already.
   */
  bind(field: string, value: string): void;
  /** Takes the key and records the gates' decision, in one commit. */
  claim(claim: TradeClaim): ClaimOutcome;
  /** Appends events to the trade if it is still at the version given. */
  append(trade: TradeRecord, events: readonly TradeEvent[]): AppendOutcome;
}
