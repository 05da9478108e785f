import { ExecutionError, type TradeStatus } from '@quantbot/core';

/** What is true in each state of a trade and how it leaves. docs/lifecycle.md is made of it. */
export const TRADE_STATUS_MEANINGS = {
  received: 'Claimed and durable; nothing else has happened. Leaves by gates or cancel.',
  denied: 'Refused by us before anything was signed. Ends, unless its key may be used again.',
  admitted:
    'Gates passed; no live attempt, all former ones proven dead. Leaves by a signature, a late ' +
    'refusal, a cancel, or failure when attempts or time are used up.',
  executing:
    'Exactly one live attempt, signed or prepared. Leaves only by evidence from the chain.',
  settling: 'An attempt is confirmed; amounts are read, finality is awaited.',
  filled: 'Final and booked; in dry-run, rehearsed to the point of signing.',
  failed: 'Proven that no attempt moved the position.',
  cancelled: "The caller's cancel was honoured and no attempt moved the position.",
  conflicted:
    'The chain contradicts the journal; nothing new is signed for the wallet until a person decides.',
  resolved: 'A person has decided.',
} as const satisfies Record<TradeStatus, string>;

/**
 * The trade: one intent, one key, for ever. It owns a list of attempts of which at most one is
 * live.
 */
export const TRADE_TRANSITIONS = {
  received: {
    TradeDenied: 'denied',
    TradeAdmitted: 'admitted',
    TradeCancelled: 'cancelled',
  },
  denied: { TradeReopened: 'received' },
  admitted: {
    TradeDenied: 'denied',
    TradeCancelled: 'cancelled',
    TradeFailed: 'failed',
    TradeRehearsed: 'filled',
    AttemptSigned: 'executing',
    AttemptPrepared: 'executing',
    ConflictObserved: 'conflicted',
  },
  executing: {
    AttemptSigned: 'executing',
    SignerFailed: 'executing',
    PreparedUnprovable: 'executing',
    PreparedExpired: 'admitted',
    CancelRequested: 'executing',
    LaneAcknowledged: 'executing',
    SubmissionAmbiguous: 'executing',
    SeenOnChain: 'executing',
    ExpiryUnprovable: 'executing',
    AttemptExpired: 'admitted',
    AttemptReverted: 'admitted',
    AttemptRolledBack: 'executing',
    AttemptConfirmed: 'settling',
    ConflictObserved: 'conflicted',
    TradeResolved: 'resolved',
  },
  settling: {
    CancelRequested: 'settling',
    LaneAcknowledged: 'settling',
    SubmissionAmbiguous: 'settling',
    SeenOnChain: 'settling',
    FillRead: 'settling',
    FillRecorded: 'filled',
    ExpiryUnprovable: 'settling',
    AttemptRolledBack: 'executing',
    ConflictObserved: 'conflicted',
    TradeResolved: 'resolved',
  },
  filled: { ConflictObserved: 'conflicted' },
  failed: { ConflictObserved: 'conflicted' },
  cancelled: { ConflictObserved: 'conflicted' },
  conflicted: { TradeResolved: 'resolved' },
  resolved: { ConflictObserved: 'conflicted' },
} as const satisfies Record<TradeStatus, Record<string, TradeStatus>>;

type Transitions = typeof TRADE_TRANSITIONS;

/** Names of everything that can happen to a trade after it was received. */
export type TradeTransitionName = {
  [Status in keyof Transitions]: keyof Transitions[Status] & string;
}[keyof Transitions];

/** States that nothing but a person or a contradiction leaves. */
const TERMINAL: ReadonlySet<TradeStatus> = new Set<TradeStatus>([
  'denied',
  'filled',
  'failed',
  'cancelled',
  'conflicted',
  'resolved',
]);

/** Tells whether a trade in this state has ended. */
export function isTerminal(status: TradeStatus): boolean {
  return TERMINAL.has(status);
}

/** Tells whether a trade may still move money: it is open and not merely awaiting finality. */
export function mayMove(status: TradeStatus): boolean {
  return !isTerminal(status) && status !== 'settling';
}

/** State after an event, `undefined` when the table has no such row. */
export function nextTradeStatus(status: TradeStatus, event: string): TradeStatus | undefined {
  const row: Readonly<Record<string, TradeStatus>> = TRADE_TRANSITIONS[status];
  return Object.hasOwn(row, event) ? row[event] : undefined;
}

/**
 * State after an event.
 *
 * @throws ExecutionError `INVARIANT__TRANSITION_ILLEGAL` when the table has no such row.
 */
export function applyTradeEvent(status: TradeStatus, event: string): TradeStatus {
  const next = nextTradeStatus(status, event);
  if (next !== undefined) return next;
  throw new ExecutionError('INVARIANT__TRANSITION_ILLEGAL', {
    machine: 'trade',
    state: status,
    event,
  });
}
