import {
  ExecutionError,
  type AnyExecutionRequest,
  type ErrorCode,
  type ExecutionResult,
  type RequestFingerprint,
  type TradeStatus,
} from '@quantbot/core';

import { applyAttemptEvent, type AttemptStatus } from './attemptMachine.ts';
import type {
  AttemptPlan,
  Fill,
  JournalledEvent,
  TradeEvent,
  TradeMode,
  TradeReceived,
  TradeReopened,
} from './tradeEvents.ts';
import { applyTradeEvent } from './tradeMachine.ts';

/** One signed transaction and where it stands. */
export interface AttemptRecord extends AttemptPlan {
  readonly status: AttemptStatus;
  /** First lane that acknowledged the bytes. */
  readonly lane?: string;
  /** Lamports of fee that a reverted attempt cost. */
  readonly revertFeeLamports?: string;
}

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
  readonly fill?: Fill;
  /** Code of the last refusal or failure. */
  readonly errorCode?: ErrorCode;
  /** Answer for whoever asks, once there is one. */
  readonly result?: ExecutionResult;
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
  return { ...moved, ...changesOf(trade, event) };
}

/** What the table of states cannot say: a denial was never signed, and neither was a rehearsal. */
function refuseContradiction(trade: TradeRecord, { name }: TradeEvent): void {
  const { attempts, mode, tradeId } = trade;
  const wasSigned = attempts.length > 0;
  if (wasSigned && (name === 'TradeDenied' || name === 'TradeRehearsed')) {
    const detail = `${name} on trade ${tradeId}, which was signed`;
    throw new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-08', detail });
  }
  if (mode === 'dry' && name === 'AttemptSigned') {
    const detail = `a signature on trade ${tradeId}, which is a rehearsal`;
    throw new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-03', detail });
  }
}

/** The refusal is gone from the record, or it would be the answer once the trade confirms. */
function reopen(trade: TradeRecord, { request, deadlineAtMs }: TradeReopened): TradeRecord {
  const { errorCode: _errorCode, result: _result, ...rest } = trade;
  return { ...rest, request, deadlineAtMs };
}

function changesOf(
  trade: TradeRecord,
  event: Exclude<TradeEvent, TradeReopened>,
): Partial<TradeRecord> {
  switch (event.name) {
    case 'AttemptSigned':
      return { attempts: [...trade.attempts, { ...event.attempt, status: 'signed' }] };
    case 'LaneAcknowledged':
      return moveAttempt(trade, event, { lane: event.lane });
    case 'SubmissionAmbiguous':
    case 'SeenOnChain':
    case 'AttemptConfirmed':
    case 'AttemptRolledBack':
    case 'AttemptExpired':
      return moveAttempt(trade, event, {});
    case 'AttemptReverted':
      return moveAttempt(trade, event, { revertFeeLamports: event.feeLamports });
    case 'TradeDenied':
    case 'TradeFailed':
      return { errorCode: event.code, result: event.result };
    case 'FillRead':
    case 'FillRecorded':
      return { fill: event.fill, result: event.result };
    case 'TradeRehearsed':
    case 'TradeCancelled':
    case 'ConflictObserved':
      return { result: event.result };
    case 'CancelRequested':
      return { cancelRequested: true };
    case 'TradeReceived':
    case 'TradeAdmitted':
      return {};
    default:
      return event satisfies never;
  }
}

function moveAttempt(
  trade: TradeRecord,
  event: { readonly name: string; readonly signature: string },
  facts: Partial<AttemptRecord>,
): Partial<TradeRecord> {
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
    return { ...facts, ...attempt, status };
  });
  return { attempts };
}
