import { ExecutionError } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { bookTrade } from './books/bookTrade.ts';
import { readBooks, type BookPeriods, type BookQuery } from './books/readBooks.ts';
import { createCommitGroup, type CommitGroup, type CommitPace } from './commitGroup.ts';
import {
  CHAIN_START,
  createEventChain,
  type Anchor,
  type ChainHead,
  type EventChain,
} from './eventChain.ts';
import type {
  AdmissionSnapshot,
  AppendOutcome,
  ClaimOutcome,
  Journal,
  LeaseOutcome,
  TradeAppend,
  TradeClaim,
  TradeReadmission,
} from './journal.ts';
import { isNewSignature } from './isNewSignature.ts';
import type { JournalStore } from './journalStore.ts';
import type { JournalledEvent, TradeEvent } from './tradeEvents.ts';
import { noteName } from './noteName.ts';
import { mayMove } from './tradeMachine.ts';
import { applyEvent, startTrade, type TradeRecord } from './tradeRecord.ts';
import type { TradingChange, TradingDecision } from './tradingChange.ts';

/** What a journal is made of. */
export interface StoredJournalOptions {
  readonly store: JournalStore;
  readonly platform: Pick<ExecutorPlatform, 'nextTurn' | 'sha256Hex'>;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
  /** Gives the place back to the next owner. */
  readonly release: () => void;
  /**
   * Throws when what is committed would be found by nobody. @defaultValue it always would
   */
  readonly assertInPlace?: () => void;
  /** Runs a commit, and may time it. @defaultValue runs it */
  readonly timeCommit?: (commit: () => void) => void;
  /** What is rested by between two commits. @defaultValue every turn that writes ends with one */
  readonly pace?: CommitPace;
}

/** Everything the journal's operations share. */
interface JournalState {
  readonly store: JournalStore;
  readonly chain: EventChain;
  readonly group: CommitGroup;
  readonly nowMs: () => number;
  /** Epochs of the leases taken, by wallet. Nobody else changes one while this process is owner. */
  readonly leases: Map<string, number>;
  /** Newest events of the trades that the open group has changed. */
  readonly changed: Map<string, ChainHead>;
}

/** Takes a store over as its one owner and makes the journal on it. */
export function createStoredJournal(options: StoredJournalOptions): Journal {
  const { store, platform, nowMs, assertInPlace, timeCommit, pace } = options;
  const chain = createEventChain(platform);
  const changed = new Map<string, ChainHead>();
  const anchors = createAnchorWriter(store, chain, nowMs);
  const epoch = takeOwnership(store);
  const group = createCommitGroup({
    path: store.path,
    transaction: store.transaction,
    nextTurn: async () => platform.nextTurn(),
    isOwner: () => store.fact(OWNER_EPOCH) === epoch,
    beforeCommit: () => {
      assertInPlace?.();
      anchors.add(changed);
    },
    ...(timeCommit && { timeCommit }),
    ...(pace && { pace }),
  });
  const state: JournalState = { store, chain, group, nowMs, leases: new Map(), changed };
  return {
    ...readsOf(store, group),
    bind: (field, value) => {
      if (group.read(() => store.fact(field)) === value) return;
      group.run(() => {
        bindFact(store, field, value);
      });
    },
    takeNote: (name, text) => {
      group.run(() => {
        store.saveFact(noteName(name), text);
      });
    },
    lease: (wallet) => leaseOf(state, wallet),
    admit: (claim) => group.run(() => admitTrade(state, claim), 'soon'),
    readmit: (readmission) => group.run(() => readmitTrade(state, readmission), 'soon'),
    // The bytes of a signature wait for the disk, and the price does not; all else may come together.
    append: (append) =>
      group.run(
        () => appendEvents(state, append),
        append.events.some(isNewSignature) ? 'now' : 'soon',
      ),
    changeTrading: (decision) => group.run(() => changeTrading(state, decision)),
    durable: async () => group.durable(),
    failure: () => group.failure(),
    broken: async () => group.broken(),
    close: () => {
      group.flush();
      try {
        store.close();
      } finally {
        options.release();
      }
    },
  };
}

function readsOf(store: JournalStore, group: CommitGroup) {
  return {
    path: store.path,
    findByKey: (...given) => group.read(() => store.findByKey(...given)),
    findByFingerprint: (query) => group.read(() => store.findByFingerprint(query)),
    history: (tradeId) => group.read(() => store.history(tradeId)),
    list: (query) => group.read(() => store.list(query)),
    tradingChanges: (query) => group.read(() => store.tradingChanges(query)),
    page: (query) => group.read(() => store.page(query)),
    pageByTime: (query) => group.read(() => store.pageByTime(query)),
    openTrades: () => group.read(() => store.openTrades()),
    conflicts: () => group.read(() => store.conflicts()),
    countUnended: () => group.read(() => store.countUnended()),
    countOpen: (query) => group.read(() => store.countOpen(query)),
    heldPositions: (key) => group.read(() => store.books.heldPositions(key)),
    lookAt: (query) => group.read(() => lookAt(store, query)),
    hasSignature: (signature) => group.read(() => store.hasSignature(signature)),
    bound: (field) => group.read(() => store.fact(field)),
    note: (name) => group.read(() => store.fact(noteName(name))),
  } satisfies Partial<Journal>;
}
const OWNER_EPOCH = 'epoch';

/** Shuts out whoever owned the store before, should that process still be there. */
function takeOwnership({ transaction, ...store }: JournalStore): string {
  transaction.begin();
  try {
    const epoch = String(Number(store.fact(OWNER_EPOCH) ?? 0) + 1);
    store.saveFact(OWNER_EPOCH, epoch);
    transaction.commit();
    return epoch;
  } finally {
    if (transaction.isOpen()) transaction.rollback();
  }
}

/** Ties what a commit changes to all commits before it. A commit that fails is the last one. */
function createAnchorWriter(store: JournalStore, chain: EventChain, nowMs: () => number) {
  let last: Pick<Anchor, 'number' | 'hash'> | undefined;
  return {
    add: (changed: Map<string, ChainHead>): void => {
      if (changed.size === 0) return;
      last ??= store.lastAnchor() ?? { number: 0, hash: CHAIN_START };
      const { number, hash: previous } = last;
      const anchor = { number: number + 1, atMs: nowMs(), heads: [...changed.values()] };
      const hash = chain.hashAnchor(previous, anchor);
      store.insertAnchor({ ...anchor, hash });
      last = { number: anchor.number, hash };
      changed.clear();
    },
  };
}

function admitTrade(state: JournalState, claim: TradeClaim): ClaimOutcome {
  const { store } = state;
  const { received, tradeId, leaseEpoch } = claim;
  const { wallet, mode, key } = received;
  if (!holdsLease(state, wallet, leaseEpoch)) return { kind: 'fenced' };
  const existing = store.findByKey(key, mode);
  if (existing !== undefined) return { kind: 'exists', trade: existing };
  const atMs = state.nowMs();
  const first: JournalledEvent = { tradeId, version: 1, atMs, event: received };
  const token = received.request.tokenAddress;
  const decision = claim.decide(lookAt(store, { wallet, mode, token, ...(claim.periods ?? EVER) }));
  const second: JournalledEvent = { tradeId, version: 2, atMs, event: decision };
  const trade = applyEvent(startTrade(first, received), second);
  writeEvents(state, { before: undefined, trade, head: CHAIN_START, events: [first, second] });
  return { kind: 'claimed', trade };
}

function readmitTrade(state: JournalState, readmission: TradeReadmission): AppendOutcome {
  const { tradeId, reopened } = readmission;
  const stored = state.store.find(tradeId);
  if (stored === undefined) return { kind: 'stale' };
  const { wallet, mode, request } = stored.trade;
  const snapshot = lookAt(state.store, {
    wallet,
    mode,
    token: request.tokenAddress,
    ...(readmission.periods ?? EVER),
  });
  const events: TradeEvent[] = [reopened, readmission.decide(snapshot)];
  return appendEvents(state, { ...readmission, events });
}

function appendEvents(state: JournalState, append: TradeAppend): AppendOutcome {
  const { tradeId, expectedVersion, leaseEpoch, events } = append;
  const stored = state.store.find(tradeId);
  if (stored === undefined) return { kind: 'stale' };
  if (!holdsLease(state, stored.trade.wallet, leaseEpoch)) return { kind: 'fenced' };
  if (stored.trade.version !== expectedVersion) return { kind: 'stale' };
  const halt = haltOf(state, events);
  if (halt !== undefined) return { kind: 'halted', change: halt };
  const atMs = state.nowMs();
  const journalled = events.map((event, index): JournalledEvent => ({
    tradeId,
    version: expectedVersion + index + 1,
    atMs,
    event,
  }));
  const trade = journalled.reduce(applyEvent, stored.trade);
  writeEvents(state, { before: stored.trade, trade, head: stored.head, events: journalled });
  return { kind: 'ok', trade };
}

/** The change that forbids the events; asked where they are written, so that nothing slips past it. */
function haltOf({ store }: JournalState, events: readonly TradeEvent[]): TradingChange | undefined {
  if (!events.some(isNewSignature)) return undefined;
  const change = store.lastTradingChange()?.change;
  return change?.state === 'halted' ? change : undefined;
}

function changeTrading({ store, chain, nowMs }: JournalState, decision: TradingDecision) {
  const last = store.lastTradingChange();
  const { state, origin, by, reason, inFlight } = decision;
  const change: TradingChange = {
    number: (last?.change.number ?? 0) + 1,
    atMs: nowMs(),
    state,
    origin,
    by,
    reason,
    inFlight,
  };
  store.insertTradingChange({
    change,
    hash: chain.hashTradingChange(last?.hash ?? CHAIN_START, change),
  });
  return { kind: 'changed', change } as const;
}

const EVER: BookPeriods = { dayStartMs: 0, ordersSinceMs: 0 };

/** Everything that gates look at, as it stands in the open commit. */
function lookAt(store: JournalStore, query: BookQuery): AdmissionSnapshot {
  const openTrades = store.countOpen(query) - (isOpen(store, query.exceptTradeId) ? 1 : 0);
  return { openTrades, ...readBooks(store.books, query) };
}

function isOpen(store: JournalStore, tradeId: string | undefined): boolean {
  const trade = tradeId === undefined ? undefined : store.find(tradeId)?.trade;
  return trade !== undefined && mayMove(trade.status);
}

interface Writing {
  /** The trade before the events, `undefined` for a new one. */
  readonly before: TradeRecord | undefined;
  /** The trade after the events. */
  readonly trade: TradeRecord;
  /** Hash of the newest event before them. */
  readonly head: string;
  readonly events: readonly JournalledEvent[];
}

function writeEvents(state: JournalState, { before, trade, head, events }: Writing): void {
  const { store, chain, changed } = state;
  let hash = head;
  for (const { tradeId, version, atMs, event } of events) {
    const row = { tradeId, version, atMs, payload: JSON.stringify(event) };
    hash = chain.hashEvent(hash, row);
    store.insertEvent({ ...row, name: event.name, hash });
  }
  store.saveTrade({ trade, head: hash });
  bookTrade(store.books, before, trade);
  changed.set(trade.tradeId, [trade.tradeId, trade.version, hash]);
}

function leaseOf(state: JournalState, wallet: string): LeaseOutcome {
  const { group, leases } = state;
  const epoch = leases.get(wallet);
  if (epoch === undefined) return group.run(() => takeLease(state, wallet));
  return group.isOurs() ? { kind: 'leased', epoch } : { kind: 'fenced' };
}

function takeLease({ store, leases }: JournalState, wallet: string): LeaseOutcome {
  const name = leaseName(wallet);
  const epoch = Number(store.fact(name) ?? 0) + 1;
  store.saveFact(name, String(epoch));
  leases.set(wallet, epoch);
  return { kind: 'leased', epoch };
}

function holdsLease({ store, leases }: JournalState, wallet: string, epoch: number): boolean {
  const held = leases.get(wallet);
  return held === undefined ? store.fact(leaseName(wallet)) === String(epoch) : held === epoch;
}

function leaseName(wallet: string): string {
  return `lease ${wallet}`;
}

function bindFact(store: JournalStore, field: string, found: string): void {
  const stored = store.fact(field);
  if (stored === undefined) {
    store.saveFact(field, found);
  } else if (stored !== found) {
    throw new ExecutionError('JOURNAL__WRONG_OWNER', { path: store.path, field, stored, found });
  }
}
