import {
  ExecutionError,
  type AnyExecutionRequest,
  type ErrorCode,
  type ExecutionResult,
  type RequestFingerprint,
  type TradeStatus,
} from '@quantbot/core';

import { applyAttemptEvent, isLive, type AttemptStatus } from './attemptMachine.ts';
import type {
  AttemptPlan,
  AttemptRolledBack,
  Fill,
  JournalledEvent,
  Reservation,
  TradeEvent,
  TradeMode,
  TradeReceived,
  TradeReopened,
  TradeResolved,
} from './tradeEvents.ts';
import { applyTradeEvent } from './tradeMachine.ts';

/** One signed transaction and where it stands. */
export interface AttemptRecord extends AttemptPlan {
  readonly status: AttemptStatus;
  /** First lane that acknowledged the bytes. */
  readonly lane?: string;
  /** Slot of the block it was last seen in. */
  readonly landedSlot?: string;
  /** Lamports of fee that a reverted attempt cost. */
  readonly revertFeeLamports?: string;
  /** What the failure of a reverted attempt means. */
  readonly revertCode?: ErrorCode;
  /** Why its death cannot be proven any more; a person decides. */
  readonly unprovable?: string;
}

/** What a person has decided about a trade. */
export type RecordedResolution = Pick<TradeResolved, 'as' | 'signature' | 'reason' | 'by'>;

/** A trade as its events leave it. */
export interface TradeRecord {
  readonly tradeId: string;
  readonly version: number;
  readonly key: string;
  readonly keyDerived: boolean;
  readonly mode: TradeMode;
  readonly wallet: string;
  readonly request: AnyExecutionRequest;
  readonly fingerprint: RequestFingerprint;
  readonly status: TradeStatus;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly deadlineAtMs: number;
  readonly cancelRequested: boolean;
  readonly attempts: readonly AttemptRecord[];
  /** When the gates let it through, the last time. */
  readonly admittedAtMs?: number;
  /** What it may take at worst, as the gates reserved it. */
  readonly reserved?: Reservation;
  /** When its outcome became known; gone again when the landing is rolled back. */
  readonly bookedAtMs?: number;
  /**
   * Set once a success was answered, for ever: whatever becomes of the landing, the trade never
   * signs again.
   */
  readonly successAnswered?: true;
  readonly fill?: Fill;
  /** Code of the last refusal or failure. */
  readonly errorCode?: ErrorCode;
  /** Answer for whoever asks, once there is one. */
  readonly result?: ExecutionResult;
  readonly resolution?: RecordedResolution;
}

/** The attempt that may still change the chain, of which a trade has at most one. */
export function liveAttempt({ attempts }: TradeRecord): AttemptRecord | undefined {
  return attempts.find((attempt) => isLive(attempt.status));
}

/** Folds the events of one trade, oldest first. */
export function foldTrade(events: readonly JournalledEvent[]): TradeRecord | undefined {
  const [first, ...rest] = events;
  if (first === undefined) return undefined;
  if (first.event.name !== 'TradeReceived') {
    throw new ExecutionError('INVARIANT__VIOLATED', {
      id: 'INV-09',
      detail: `trade ${first.tradeId} begins with ${first.event.name}`,
    });
  }
  return rest.reduce(applyEvent, startTrade(first, first.event));
}

/** State of a trade right after it was received. */
export function startTrade(journalled: JournalledEvent, received: TradeReceived): TradeRecord {
  const { tradeId, version, atMs } = journalled;
  const { key, keyDerived, mode, wallet, request, fingerprint, deadlineAtMs } = received;
  return {
    tradeId,
    version,
    key,
    keyDerived,
    mode,
    wallet,
    request,
    fingerprint,
    status: 'received',
    createdAtMs: atMs,
    updatedAtMs: atMs,
    deadlineAtMs,
    cancelRequested: false,
    attempts: [],
  };
}

/**
 * State after one more event. Pure; the only place where a state is worked out.
 *
 * @throws ExecutionError `INVARIANT__TRANSITION_ILLEGAL`, `INVARIANT__VIOLATED`
 */
export function applyEvent(trade: TradeRecord, journalled: JournalledEvent): TradeRecord {
  const { event, version, atMs } = journalled;
  refuseContradiction(trade, event);
  const status = applyTradeEvent(trade.status, event.name);
  const moved = { ...trade, status, version, updatedAtMs: atMs };
  if (event.name === 'TradeReopened') return reopen(moved, event);
  if (event.name === 'AttemptRolledBack') return rollBack(moved, event);
  return { ...moved, ...timesOf(trade, journalled), ...changesOf(trade, event) };
}

/** Events with which the outcome of a trade becomes known. */
const OUTCOMES: ReadonlySet<TradeEvent['name']> = new Set<TradeEvent['name']>([
  'FillRead',
  'FillRecorded',
  'TradeFailed',
  'TradeCancelled',
  'TradeResolved',
]);

/** A fill that is corrected or becomes final still counts on the day on which it was read first. */
function timesOf({ fill }: TradeRecord, { event, atMs }: JournalledEvent): Partial<TradeRecord> {
  if (event.name === 'TradeAdmitted') return { admittedAtMs: atMs };
  return fill === undefined && OUTCOMES.has(event.name) ? { bookedAtMs: atMs } : {};
}

/** What the table of states cannot say. */
function refuseContradiction(trade: TradeRecord, event: TradeEvent): void {
  const { attempts, mode, tradeId } = trade;
  const { name } = event;
  const wasSigned = attempts.length > 0;
  if (wasSigned && (name === 'TradeDenied' || name === 'TradeRehearsed')) {
    const detail = `${name} on trade ${tradeId}, which was signed`;
    throw new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-08', detail });
  }
  if (mode === 'dry' && name === 'AttemptSigned') {
    const detail = `a signature on trade ${tradeId}, which is a rehearsal`;
    throw new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-03', detail });
  }
  if (name === 'AttemptSigned') refuseBadAttempt(trade, event.attempt);
}

/**
 * The last lock of the rules for further attempts: none after a success was answered or a cancel was
 * asked for, none with another input, none that would take less than the first.
 */
function refuseBadAttempt(trade: TradeRecord, attempt: AttemptPlan): void {
  const contradiction = contradictionOf(trade, attempt);
  if (contradiction === undefined) return;
  const detail = `a signature on trade ${trade.tradeId}, which ${contradiction}`;
  throw new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-01', detail });
}

function contradictionOf(trade: TradeRecord, attempt: AttemptPlan): string | undefined {
  const { amountIn, minimumOut } = attempt;
  const [first] = trade.attempts;
  if (trade.successAnswered === true) return 'was answered as a success';
  if (trade.cancelRequested) return 'is to be cancelled';
  if (first === undefined) return undefined;
  if (trade.attempts.some(({ signature }) => signature === attempt.signature)) {
    return `has made ${attempt.signature} before`;
  }
  if (amountIn !== first.amountIn) return `began with ${first.amountIn} in, not ${amountIn}`;
  return BigInt(minimumOut) < BigInt(first.minimumOut)
    ? `takes no less than ${first.minimumOut}, not ${minimumOut}`
    : undefined;
}

/** The refusal is gone from the record, or it would be the answer once the trade confirms. */
function reopen(trade: TradeRecord, { request, deadlineAtMs }: TradeReopened): TradeRecord {
  const { errorCode: _errorCode, result: _result, reserved: _reserved, ...rest } = trade;
  return { ...rest, request, deadlineAtMs };
}

/** The success is gone from the record, or it would still be the answer; that it was given is not. */
function rollBack(trade: TradeRecord, event: AttemptRolledBack): TradeRecord {
  const { fill: _fill, result: _result, bookedAtMs: _bookedAtMs, ...rest } = trade;
  return {
    ...rest,
    ...moveAttempt(trade, event, ({ landedSlot: _slot, ...attempt }) => attempt),
  };
}

function changesOf(
  trade: TradeRecord,
  event: Exclude<TradeEvent, TradeReopened | AttemptRolledBack>,
): Partial<TradeRecord> {
  switch (event.name) {
    case 'AttemptSigned':
      return { attempts: [...trade.attempts, { ...event.attempt, status: 'signed' }] };
    case 'LaneAcknowledged':
      return moveAttempt(trade, event, (attempt) => ({ lane: event.lane, ...attempt }));
    case 'SubmissionAmbiguous':
    case 'AttemptExpired':
      return moveAttempt(trade, event, (attempt) => attempt);
    case 'SeenOnChain':
    case 'AttemptConfirmed':
      return moveAttempt(trade, event, ({ unprovable: _reason, ...attempt }) => ({
        ...attempt,
        landedSlot: event.slot,
      }));
    case 'ExpiryUnprovable':
      return moveAttempt(trade, event, (attempt) => ({ ...attempt, unprovable: event.reason }));
    case 'AttemptReverted':
      return moveAttempt(trade, event, (attempt) => ({
        ...attempt,
        landedSlot: event.slot,
        revertFeeLamports: event.feeLamports,
        ...(event.code === undefined ? {} : { revertCode: event.code }),
      }));
    case 'TradeDenied':
    case 'TradeFailed':
      return { errorCode: event.code, result: event.result };
    case 'FillRead':
      return { fill: event.fill, result: event.result, successAnswered: true };
    case 'FillRecorded':
      return { fill: event.fill, result: event.result };
    case 'TradeRehearsed':
    case 'TradeCancelled':
    case 'ConflictObserved':
      return answerWith(event.result);
    case 'TradeResolved':
      return resolve(event);
    case 'CancelRequested':
      return { cancelRequested: true };
    case 'TradeAdmitted':
      return event.reserved === undefined ? {} : { reserved: event.reserved };
    case 'TradeReceived':
      return {};
    default:
      return event satisfies never;
  }
}

function answerWith(result: ExecutionResult): Partial<TradeRecord> {
  const { errorCode } = result;
  return errorCode === undefined ? { result } : { result, errorCode };
}

function resolve({ as, signature, reason, by, fill, result }: TradeResolved): Partial<TradeRecord> {
  const resolution = { as, signature, reason, by };
  return { ...answerWith(result), resolution, ...(fill === undefined ? {} : { fill }) };
}

/** Moves one attempt on by its table and lets the event change what is known of it. */
function moveAttempt(
  trade: TradeRecord,
  event: { readonly name: string; readonly signature: string },
  change: (attempt: AttemptRecord) => AttemptRecord,
): Pick<TradeRecord, 'attempts'> {
  const found = trade.attempts.some((attempt) => attempt.signature === event.signature);
  if (!found) {
    throw new ExecutionError('INVARIANT__VIOLATED', {
      id: 'INV-08',
      detail: `${event.name} names ${event.signature}, which trade ${trade.tradeId} never signed`,
    });
  }
  const attempts = trade.attempts.map((attempt): AttemptRecord => {
    if (attempt.signature !== event.signature) return attempt;
    const status = applyAttemptEvent(attempt.status, event.name);
    return { ...change(attempt), status };
  });
  return { attempts };
}
