import {
  ExecutionError,
  type AnyExecutionRequest,
  type ErrorCode,
  type ExecutionResult,
  type RequestFingerprint,
  type TradeStatus,
} from '@quantbot/core';

import { applyAttemptEvent } from './attemptMachine.ts';
import { refuseBadAttempt, refuseBadSignature } from './refuseBadSignature.ts';
import {
  attemptsMade,
  livePrepared,
  type AttemptRecord,
  type PreparedRecord,
  type TradeAttempts,
} from './tradeAttempts.ts';
import type {
  AttemptRolledBack,
  AttemptSigned,
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

export {
  attemptsMade,
  firstAttempt,
  isOnItsWay,
  lastAttempt,
  liveAttempt,
  livePrepared,
  openAttempt,
  type AttemptRecord,
  type PreparedRecord,
} from './tradeAttempts.ts';

/** What a person has decided about a trade. */
export type RecordedResolution = Pick<TradeResolved, 'as' | 'signature' | 'reason' | 'by'>;

/** A trade as its events leave it. */
export interface TradeRecord extends TradeAttempts {
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
  const { mode, tradeId } = trade;
  const { name } = event;
  const wasSigned = attemptsMade(trade) > 0;
  if (wasSigned && (name === 'TradeDenied' || name === 'TradeRehearsed')) {
    const detail = `${name} on trade ${tradeId}, which was signed`;
    throw new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-08', detail });
  }
  if (mode === 'dry' && (name === 'AttemptSigned' || name === 'AttemptPrepared')) {
    const detail = `a signature on trade ${tradeId}, which is a rehearsal`;
    throw new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-03', detail });
  }
  if (name === 'AttemptPrepared') refuseBadAttempt(trade, event.attempt);
  if (name === 'AttemptSigned') refuseBadSignature(trade, event);
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
    case 'AttemptPrepared':
      return { prepared: [...(trade.prepared ?? []), { ...event.attempt, status: 'prepared' }] };
    case 'SignerFailed':
      return movePrepared(trade, event, { signerCode: event.code, signerReason: event.reason });
    case 'PreparedUnprovable':
      return movePrepared(trade, event, { unprovable: event.reason });
    case 'PreparedExpired':
      return movePrepared(trade, event, {});
    case 'AttemptSigned':
      return sign(trade, event);
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

/** What was prepared is signed now and no longer only prepared. */
function sign(trade: TradeRecord, { name, attempt }: AttemptSigned): Partial<TradeRecord> {
  const attempts: readonly AttemptRecord[] = [...trade.attempts, { ...attempt, status: 'signed' }];
  const live = livePrepared(trade);
  if (live === undefined) return { attempts };
  applyAttemptEvent(live.status, name);
  return { attempts, prepared: trade.prepared?.filter((known) => known !== live) ?? [] };
}

/** Moves the message that may be signed on by its table. */
function movePrepared(
  trade: TradeRecord,
  event: { readonly name: string; readonly number: number },
  change: Partial<PreparedRecord>,
): Pick<TradeRecord, 'prepared'> {
  const live = livePrepared(trade);
  if (live?.number !== event.number) {
    throw new ExecutionError('INVARIANT__VIOLATED', {
      id: 'INV-08',
      detail: `${event.name} names attempt ${event.number}, which trade ${trade.tradeId} has not prepared`,
    });
  }
  const status = applyAttemptEvent(live.status, event.name);
  if (status !== 'prepared' && status !== 'expired') {
    throw new ExecutionError('INVARIANT__VIOLATED', {
      id: 'INV-08',
      detail: `${event.name} leaves a prepared attempt ${status}`,
    });
  }
  const moved: PreparedRecord = { ...live, ...change, status };
  return { prepared: trade.prepared?.map((known) => (known === live ? moved : known)) ?? [] };
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
    // No row of the table leads there from a signature.
    if (status === 'prepared') throw new TypeError(`${event.name} takes a signature back`);
    return { ...change(attempt), status };
  });
  return { attempts };
}
