import { faultResult, isFault, type AnyExecutionRequest, type Fault } from '@quantbot/core';

import type { CompiledConfig } from '../config/compileConfig.ts';
import type { ForwardClock } from '../config/forwardClock.ts';
import { admitTrade } from '../gates/admitTrade.ts';
import { bookPeriodsOf } from '../gates/bookPeriods.ts';
import { reservationOf, reservationText } from '../gates/reservationOf.ts';
import { isFreeAgain } from '../journal/isFreeAgain.ts';
import type { AdmissionSnapshot, Journal } from '../journal/journal.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { KeyLookup } from './findKnownTrade.ts';

/** What claims are made with. */
export interface ClaimParts {
  readonly config: CompiledConfig;
  readonly journal: Journal;
  readonly wallet: string;
  /** What deadlines are reckoned by. */
  readonly deadlineClock: Pick<ForwardClock, 'nowMs'>;
}

/** A claimed trade, and whether somebody else had it first. */
export interface Claim {
  readonly trade: TradeRecord;
  readonly isOurs: boolean;
}

/**
 * Takes a new key and lets the gates decide, in one commit. The caller is answered once that commit
 * is durable.
 */
export function claimTrade(
  parts: ClaimParts,
  request: AnyExecutionRequest,
  lookup: Extract<KeyLookup, { kind: 'new' }>,
): Claim | 'fenced' {
  const { config, journal, wallet } = parts;
  const { key, keyDerived, fingerprint } = lookup;
  const mode = config.dryRun ? 'dry' : 'live';
  const lease = journal.lease(wallet);
  if (lease.kind === 'fenced') return 'fenced';
  const outcome = journal.admit({
    tradeId: config.platform.uniqueId(),
    leaseEpoch: lease.epoch,
    received: {
      name: 'TradeReceived',
      key,
      keyDerived,
      mode,
      wallet,
      request,
      fingerprint,
      deadlineAtMs: deadlineOf(parts, request),
    },
    periods: bookPeriodsOf(config),
    decide: (snapshot) => decide(parts, { request, key, snapshot }),
  });
  if (outcome.kind === 'fenced') return 'fenced';
  return { trade: outcome.trade, isOurs: outcome.kind === 'claimed' };
}

/**
 * Whether a repeat may try again what was denied: nothing was ever signed and the code allows it. A
 * rehearsal never reopens a live trade, or a later live process would trade what was only rehearsed.
 */
export function isReopenable(trade: TradeRecord, { dryRun }: Pick<CompiledConfig, 'dryRun'>) {
  return trade.mode === (dryRun ? 'dry' : 'live') && isFreeAgain(trade);
}

/** Tries a denied trade again, under its old key and with a new deadline. */
export function reopenTrade(
  parts: ClaimParts,
  trade: TradeRecord,
  request: AnyExecutionRequest,
): Claim | 'fenced' {
  const { config, journal } = parts;
  const lease = journal.lease(trade.wallet);
  if (lease.kind === 'fenced') return 'fenced';
  const outcome = journal.readmit({
    tradeId: trade.tradeId,
    expectedVersion: trade.version,
    leaseEpoch: lease.epoch,
    reopened: { name: 'TradeReopened', request, deadlineAtMs: deadlineOf(parts, request) },
    periods: bookPeriodsOf(config),
    decide: (snapshot) => decide(parts, { request, key: trade.key, snapshot }),
  });
  if (outcome.kind === 'fenced') return 'fenced';
  return outcome.kind === 'ok'
    ? { trade: outcome.trade, isOurs: true }
    : { trade: journal.history(trade.tradeId)?.trade ?? trade, isOurs: false };
}

interface Decision {
  readonly request: AnyExecutionRequest;
  readonly key: string;
  readonly snapshot: AdmissionSnapshot;
}

function decide({ config }: ClaimParts, { request, key, snapshot }: Decision): TradeEvent {
  const reserved = reservationOf(request, config);
  const { limits } = config;
  const refusal: Fault | undefined = admitTrade({ request, limits, snapshot, reserved });
  if (!isFault(refusal)) return { name: 'TradeAdmitted', reserved: reservationText(reserved) };
  const result = faultResult(refusal, {
    status: 'denied',
    idempotencyKey: key,
    deduplicated: false,
    dryRun: config.dryRun,
    attempts: 0,
  });
  return { name: 'TradeDenied', code: refusal.code, result };
}

function deadlineOf({ config, deadlineClock }: ClaimParts, request: AnyExecutionRequest): number {
  return deadlineClock.nowMs() + (request.deadlineMs ?? config.deadlineMs);
}
