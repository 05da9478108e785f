import { isDeepStrictEqual } from 'node:util';

import { fingerprintText, reasonOf } from '@quantbot/core';

import { CHAIN_START, type ChainedEvent, type EventChain } from './eventChain.ts';
import type { JournalledEvent, TradeEvent } from './tradeEvents.ts';
import { isTerminal, mayMove } from './tradeMachine.ts';
import { foldTrade, type TradeRecord } from './tradeRecord.ts';

/** A place where a journal contradicts itself. */
export interface BrokenLink {
  readonly what: 'event' | 'trade' | 'anchor' | 'trading' | 'file';
  readonly tradeId?: string;
  /** Version of the event. */
  readonly version?: number;
  /** Number of the anchor. */
  readonly anchor?: number;
  /** Number of the change of the trading state. */
  readonly number?: number;
  /** What is wrong there, in a few words. */
  readonly problem: string;
}

/** What is stored of one trade. */
export interface TradeRows {
  readonly tradeId: string;
  readonly events: readonly ChainedEvent[];
  /** Row of the projection, `undefined` when there is none. */
  readonly row: TradeRow | undefined;
}

/** Row of the projection of one trade. */
export interface TradeRow {
  readonly mode: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly wallet: string;
  readonly status: string;
  readonly isOpen: boolean;
  readonly mayMove: boolean;
  readonly version: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly head: string;
  /** The record as JSON. */
  readonly record: string;
}

/** One line for a person: where, and what is wrong there. */
export function describeBreak(link: BrokenLink): string {
  const { what, tradeId, version, anchor, number, problem } = link;
  const where = {
    event: `event ${version} of trade ${tradeId}`,
    trade: `trade ${tradeId}`,
    anchor: `anchor ${anchor}`,
    trading: `change ${number} of the trading state`,
    file: 'the file',
  };
  return `${where[what]}: ${problem}`;
}

/** Finds the first place where the rows of a trade contradict each other. */
export function findTradeBreak(rows: TradeRows, chain: EventChain): BrokenLink | undefined {
  return findEventBreak(rows, chain) ?? findRecordBreak(rows);
}

function findEventBreak({ tradeId, events }: TradeRows, chain: EventChain): BrokenLink | undefined {
  let previous = CHAIN_START;
  for (const [index, event] of events.entries()) {
    const version = index + 1;
    const link = { what: 'event', tradeId, version } as const;
    if (event.version !== version) return { ...link, problem: 'is missing' };
    if (chain.hashEvent(previous, event) !== event.hash) {
      return {
        ...link,
        problem: 'does not match its hash: it, or what stood before it, is not as written',
      };
    }
    if (!event.payload.startsWith(`{"name":${JSON.stringify(event.name)}`)) {
      return { ...link, problem: `is listed as ${event.name} and is another` };
    }
    previous = event.hash;
  }
  return undefined;
}

function findRecordBreak({ tradeId, events, row }: TradeRows): BrokenLink | undefined {
  const link = { what: 'trade', tradeId } as const;
  const newest = events.at(-1);
  if (newest === undefined) return { ...link, problem: 'has no events' };
  if (row === undefined) return { ...link, problem: 'has events and no record' };
  if (row.version !== newest.version || row.head !== newest.hash) {
    const problem = `its record ends at version ${row.version}, its events at ${newest.version}`;
    return { ...link, problem };
  }
  const folded = attempt(() => foldTrade(events.map(readChained)));
  if ('failure' in folded) return { ...link, problem: folded.failure };
  const stored = attempt(() => JSON.parse(row.record) as TradeRecord);
  if ('failure' in stored)
    return { ...link, problem: `its record is unreadable: ${stored.failure}` };
  const { value: trade } = folded;
  if (trade === undefined || !isDeepStrictEqual(plain(trade), stored.value)) {
    return { ...link, problem: 'its record is not what its events make of it' };
  }
  return isListedRight(trade, row)
    ? undefined
    : { ...link, problem: 'it is listed as another trade, or as one in another state' };
}

/** What trades are looked up by is written beside the record. */
function isListedRight(trade: TradeRecord, row: TradeRow): boolean {
  const { mode, key, wallet, status, createdAtMs, updatedAtMs } = trade;
  return (
    row.mode === mode &&
    row.key === key &&
    row.fingerprint === fingerprintText(trade.fingerprint) &&
    row.wallet === wallet &&
    row.status === status &&
    row.isOpen === !isTerminal(status) &&
    row.mayMove === mayMove(status) &&
    row.createdAtMs === createdAtMs &&
    row.updatedAtMs === updatedAtMs
  );
}

/** An event as the fold takes it. */
export function readChained({ tradeId, version, atMs, payload }: ChainedEvent): JournalledEvent {
  return { tradeId, version, atMs, event: JSON.parse(payload) as TradeEvent };
}

function attempt<Value>(work: () => Value): { value: Value } | { failure: string } {
  try {
    return { value: work() };
  } catch (cause) {
    return { failure: reasonOf(cause) };
  }
}

/** As JSON leaves it: a field that is `undefined` is not there. */
function plain(trade: TradeRecord | undefined): unknown {
  return JSON.parse(JSON.stringify(trade));
}
