import type { ErrorCode } from '@quantbot/core';

import { isLive, type AttemptStatus } from './attemptMachine.ts';
import type { AttemptPlan, PreparedPlan, TransactionPlan } from './tradeEvents.ts';

/** One signed transaction and where it stands. */
export interface AttemptRecord extends AttemptPlan {
  readonly status: Exclude<AttemptStatus, 'prepared'>;
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

/** One message that a remote signer was asked to sign, of which no signature is known. */
export interface PreparedRecord extends PreparedPlan {
  readonly status: Extract<AttemptStatus, 'prepared' | 'expired'>;
  /** What the signer, or waiting for it, came to. */
  readonly signerCode?: ErrorCode;
  readonly signerReason?: string;
  /** Why its death cannot be proven any more; a person decides. */
  readonly unprovable?: string;
}

/** Everything of a trade that was signed, or may have been. */
export interface TradeAttempts {
  /** Every signature of the trade, oldest first. */
  readonly attempts: readonly AttemptRecord[];
  /**
   * Messages that a remote signer was asked for and whose signature is not known, oldest first. One
   * that is signed becomes an attempt of the same number. Absent where there never was one.
   */
  readonly prepared?: readonly PreparedRecord[];
}

/** The signature that may still change the chain, of which a trade has at most one. */
export function liveAttempt({ attempts }: TradeAttempts): AttemptRecord | undefined {
  return attempts.find((attempt) => isLive(attempt.status));
}

/** The message that a remote signer may have signed, of which a trade has at most one. */
export function livePrepared({ prepared }: TradeAttempts): PreparedRecord | undefined {
  return prepared?.find(({ status }) => isLive(status));
}

/** What of the trade may still change the chain, signed or not. */
export function openAttempt(trade: TradeAttempts): AttemptRecord | PreparedRecord | undefined {
  return livePrepared(trade) ?? liveAttempt(trade);
}

/** Whether something of the trade may still change the chain: it is signed, or may be. */
export function isOnItsWay(trade: TradeAttempts): boolean {
  return openAttempt(trade) !== undefined;
}

/** How many transactions of the trade are signed, or may be: nothing is denied after the first. */
export function attemptsMade({ attempts, prepared }: TradeAttempts): number {
  return attempts.length + (prepared?.length ?? 0);
}

/** What the first of them fixed for all that follow. */
export function firstAttempt(trade: TradeAttempts): TransactionPlan | undefined {
  const [signed] = trade.attempts;
  const [prepared] = trade.prepared ?? [];
  if (signed === undefined || prepared === undefined) return signed ?? prepared;
  return signed.number < prepared.number ? signed : prepared;
}

/** The newest of them. */
export function lastAttempt(trade: TradeAttempts): AttemptRecord | PreparedRecord | undefined {
  const signed = trade.attempts.at(-1);
  const prepared = trade.prepared?.at(-1);
  if (signed === undefined || prepared === undefined) return signed ?? prepared;
  return signed.number > prepared.number ? signed : prepared;
}
