import type { ExecutionError } from '@quantbot/core';

import type {
  JournalledEvent,
  TradeEvent,
  TradeMode,
  TradeReceived,
  TradeReopened,
} from './tradeEvents.ts';
import type { BookKey, HeldPosition } from './books/bookRows.ts';
import type { BookPeriods, BookQuery, BookSnapshot } from './books/readBooks.ts';
import type { TradeRecord } from './tradeRecord.ts';
import type { TradingChange, TradingChangesQuery, TradingDecision } from './tradingChange.ts';

/** A trade with the events that made it. */
export interface TradeHistory {
  readonly trade: TradeRecord;
  readonly events: readonly JournalledEvent[];
}

/** Right of one owner to write about the trades of a wallet. */
export type LeaseOutcome =
  /** A later lease of the wallet has a higher epoch and shuts this one out. */
  { readonly kind: 'leased'; readonly epoch: number } | { readonly kind: 'fenced' };

/** Events to append to a trade, and what has to hold for that. */
export interface TradeAppend {
  readonly tradeId: string;
  /** Version that the events follow. */
  readonly expectedVersion: number;
  /** Epoch of the writer's lease of the trade's wallet. */
  readonly leaseEpoch: number;
  readonly events: readonly TradeEvent[];
}

/** Result of an append. Races are values: only an impossible event throws. */
export type AppendOutcome =
  | { readonly kind: 'ok'; readonly trade: TradeRecord }
  /** Somebody wrote to the trade since it was read. */
  | { readonly kind: 'stale' }
  /** Another owner has taken the wallet over. */
  | { readonly kind: 'fenced' }
  /** It would have been a signature while trading is halted: nothing was written. */
  | { readonly kind: 'halted'; readonly change: TradingChange };

/** Result of claiming a key. */
export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly trade: TradeRecord }
  /** The key names this trade already. */
  | { readonly kind: 'exists'; readonly trade: TradeRecord }
  | { readonly kind: 'fenced' };

/** What gates look at, read in the same commit that they decide in. */
export interface AdmissionSnapshot extends BookSnapshot {
  /** Trades of the same wallet and mode that may still move money, this one left out. */
  readonly openTrades: number;
}

/** A claim: the first event of a trade and what the gates say to it. */
export interface TradeClaim {
  readonly tradeId: string;
  /** Epoch of the writer's lease of the wallet that `received` names. */
  readonly leaseEpoch: number;
  readonly received: TradeReceived;
  /** From when on gates count; without them everything that ever was counts. */
  readonly periods?: BookPeriods;
  /** Decides in the same commit; must be pure. */
  decide(snapshot: AdmissionSnapshot): TradeEvent;
}

/** A denied trade that is asked for again, and what the gates say now. */
export interface TradeReadmission extends Omit<TradeAppend, 'events'> {
  readonly reopened: TradeReopened;
  /** From when on gates count; without them everything that ever was counts. */
  readonly periods?: BookPeriods;
  /** Decides in the same commit; must be pure. */
  decide(snapshot: AdmissionSnapshot): TradeEvent;
}

/** Whose open trades to count. */
export interface OpenTradesQuery {
  readonly wallet: string;
  readonly mode: TradeMode;
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

/** Which trades to read, of all there ever were. */
export interface TradePageQuery {
  /** Only trades whose id comes after this one. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** Which trades to read in the order in which they were asked for. */
export interface TradeTimePageQuery {
  /** Only trades that come after this one. */
  readonly after: Pick<TradeRecord, 'createdAtMs' | 'tradeId'> | undefined;
  readonly limit: number;
}

/** Read side of the journal: may be open in many processes. */
export interface JournalReader {
  readonly path: string;
  findByKey(key: string, mode: TradeMode): TradeRecord | undefined;
  history(tradeId: string): TradeHistory | undefined;
  list(query: TradeListQuery): readonly TradeRecord[];
  /** Live trades that the chain contradicts and no person has decided about, oldest first. */
  conflicts(): readonly TradeRecord[];
  /** Changes of the trading state, newest first. Without any, everything may be traded. */
  tradingChanges(query: TradingChangesQuery): readonly TradingChange[];
  /** Trades in the order of their ids, which is the order of their characters' codes. */
  page(query: TradePageQuery): readonly TradeRecord[];
  /** Trades oldest first, those of one millisecond in the order of their ids. */
  pageByTime(query: TradeTimePageQuery): readonly TradeRecord[];
  close(): void;
}

/**
 * Append-only record of every trade, and the only place where state is written. One process owns
 * it at a time. A write is visible to its owner at once, to everybody else once it is committed,
 * and safe from a crash once `durable` has resolved: writes of one turn share one commit.
 */
export interface Journal extends JournalReader {
  findByFingerprint(query: FingerprintQuery): TradeRecord | undefined;
  openTrades(): readonly TradeRecord[];
  /** Trades that have not ended, of every wallet and mode. */
  countUnended(): number;
  /** Trades that may still move money: open and not merely awaiting finality. */
  countOpen(query: OpenTradesQuery): number;
  /** What gates look at, outside of a claim: to judge again what is open already. */
  lookAt(query: BookQuery): AdmissionSnapshot;
  /** Tokens that a wallet holds by its fills, by their address. */
  heldPositions(key: BookKey): readonly HeldPosition[];
  /** Whether an attempt of any trade has the signature. */
  hasSignature(signature: string): boolean;
  /** Text that was kept under the name, beside the trades. */
  note(name: string): string | undefined;
  /** Keeps a text under the name, in the place of an earlier one. */
  takeNote(name: string, text: string): void;
  /**
   * Ties the journal to a fact such as the wallet or the chain it is for.
   *
   * @throws ExecutionError `JOURNAL__WRONG_OWNER` when it is tied to another already.
   */
  bind(field: string, value: string): void;
  /** What the journal is tied to, `undefined` while it is to nothing. */
  bound(field: string): string | undefined;
  /** Takes the right to write about a wallet's trades. The same epoch again for the same owner. */
  lease(wallet: string): LeaseOutcome;
  /** Takes the key, asks the gates and so reserves what the trade may move, in one commit. */
  admit(claim: TradeClaim): ClaimOutcome;
  /** Reopens a denied trade, asks the gates and reserves, in one commit. */
  readmit(readmission: TradeReadmission): AppendOutcome;
  /**
   * Appends events to the trade if it is still at the version given. Of a signature, the state of
   * trading is asked in the same commit.
   */
  append(append: TradeAppend): AppendOutcome;
  /** Changes what may be traded. Every append after it goes by the new state. */
  changeTrading(
    decision: TradingDecision,
  ): { readonly kind: 'changed'; readonly change: TradingChange } | { readonly kind: 'fenced' };
  /**
   * Resolves when everything written so far is on disk.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE` when some of it may not be.
   */
  durable(): Promise<void>;
  /** Why nothing can be written any more, once that is so: a write or a read has failed. */
  failure(): ExecutionError | undefined;
  /** Resolves with that reason as soon as there is one. */
  broken(): Promise<ExecutionError>;
}
