import { describeError, fault, type Fault } from '@quantbot/core';

import {
  attemptsMade,
  lastAttempt,
  type PreparedRecord,
  type TradeRecord,
} from '../journal/tradeRecord.ts';

/** What is known once every attempt of a trade is proven dead. */
export interface NextStepFacts {
  /** The trade after the death, `admitted`. */
  readonly trade: TradeRecord;
  /** How its last attempt ended. */
  readonly death: Fault;
  /** Further attempts when the request does not say. */
  readonly maxRetries: number;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly nowMs: number;
  readonly dryRun: boolean;
  /** The adapter closes: another process goes on with the trade. */
  readonly isClosing: boolean;
}

/** What becomes of a trade whose attempts are all dead. */
export type NextStep =
  /** A further attempt may be prepared. */
  | { readonly kind: 'attempt' }
  /** It stays open for the next process. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'cancel'; readonly problem: Fault }
  | { readonly kind: 'fail'; readonly problem: Fault };

/**
 * Decides what follows a proven death. A further attempt is the exception: everything that speaks
 * against it is asked first, and time can only forbid it.
 */
export function nextStep(facts: NextStepFacts): NextStep {
  const { trade, death, nowMs } = facts;
  const { request, key } = trade;
  const attempts = attemptsMade(trade);
  // Somebody has built on that success: whatever became of it, nothing more is bought or sold.
  if (trade.successAnswered === true) return { kind: 'fail', problem: rolledBack(trade) };
  if (trade.cancelRequested) {
    const problem = fault('CONFIRM__CANCELLED', { key, attempts });
    return { kind: 'cancel', problem };
  }
  const isSpent = attempts > (request.maxRetries ?? facts.maxRetries);
  const mayRepeat = describeError(death.code).newAttempt === true;
  if (isSpent || !mayRepeat || facts.dryRun) return { kind: 'fail', problem: death };
  const late = deadlineFault(trade, nowMs);
  if (late !== undefined) return { kind: 'fail', problem: late };
  return { kind: facts.isClosing ? 'leave' : 'attempt' };
}

/** Whether the deadline forbids signing: wall time may only forbid it, never permit it. */
export function deadlineFault(
  { deadlineAtMs, createdAtMs }: Pick<TradeRecord, 'deadlineAtMs' | 'createdAtMs'>,
  nowMs: number,
): Fault | undefined {
  const lateMs = nowMs - deadlineAtMs;
  if (lateMs < 0) return undefined;
  return fault('DEADLINE__EXPIRED', { deadlineMs: deadlineAtMs - createdAtMs, lateMs });
}

/** How the last attempt of a trade ended, as far as the record tells. */
export function deathOf(trade: TradeRecord): Fault {
  const last = lastAttempt(trade);
  if (last === undefined) throw new TypeError(`trade ${trade.tradeId} has no attempt`);
  if (!('signature' in last)) return neverSigned(last);
  const { signature, deathHeight, status, revertCode } = last;
  if (status !== 'reverted') {
    return fault('CONFIRM__EXPIRED', { signature, deathHeight: BigInt(deathHeight) });
  }
  const reason = revertCode ?? 'no reason was kept';
  const reverted = fault('CONFIRM__REVERTED', { signature, reason });
  return revertCode === undefined ? reverted : { ...reverted, code: revertCode };
}

/** What the signer came to is the answer: only silence lets another attempt be made. */
function neverSigned(prepared: PreparedRecord): Fault {
  const { number, deathHeight, signerCode, signerReason } = prepared;
  const problem = fault('SIGN__NEVER_SIGNED', {
    number,
    deathHeight: BigInt(deathHeight),
    reason: signerReason ?? 'this process did not hear of a signature',
  });
  return signerCode === undefined ? problem : { ...problem, code: signerCode };
}

function rolledBack({ attempts }: TradeRecord): Fault {
  return fault('CONFIRM__ROLLED_BACK', { signature: attempts.at(-1)?.signature ?? '' });
}
