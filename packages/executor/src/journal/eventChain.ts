import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { TradingChange } from './tradingChange.ts';

/** An event as it is stored: its text, and the hash that ties it to all events before it. */
export interface ChainedEvent {
  readonly tradeId: string;
  readonly version: number;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly name: string;
  /** The event as JSON. */
  readonly payload: string;
  /** Hash of this event and of the one before it, 64 hex digits. */
  readonly hash: string;
}

/** Newest event of a trade at some commit: trade, version and hash. */
export type ChainHead = readonly [tradeId: string, version: number, hash: string];

/**
 * One commit: the newest events of the trades that it changed, tied to all commits before it. So
 * the newest anchor stands for every event of the journal.
 */
export interface Anchor {
  /** 1 for the first, without gaps. */
  readonly number: number;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly heads: readonly ChainHead[];
  /** Hash of this anchor and of the one before it, 64 hex digits. */
  readonly hash: string;
}

/** What stands before the first event of a trade and before the first anchor. */
export const CHAIN_START = '';

/** Works the links of the chains out. */
export interface EventChain {
  hashEvent(previous: string, event: Omit<ChainedEvent, 'hash' | 'name'>): string;
  hashAnchor(previous: string, anchor: Omit<Anchor, 'hash'>): string;
  hashTradingChange(previous: string, change: TradingChange): string;
}

/** Makes the chain of a machine's SHA-256 (FIPS 180-4). */
export function createEventChain({ sha256Hex }: Pick<ExecutorPlatform, 'sha256Hex'>): EventChain {
  // JSON keeps the parts apart: no two different lists have the same text.
  const hash = (parts: readonly unknown[]): string => sha256Hex(JSON.stringify(parts));
  return {
    hashEvent: (previous, { tradeId, version, atMs, payload }) =>
      hash([previous, tradeId, version, atMs, payload]),
    hashAnchor: (previous, { number, atMs, heads }) => hash([previous, number, atMs, heads]),
    hashTradingChange: (previous, { number, atMs, state, origin, by, reason, inFlight }) =>
      hash([previous, number, atMs, state, origin, by, reason, inFlight]),
  };
}
