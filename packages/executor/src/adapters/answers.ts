import { fault, faultResult, reasonOf, type ExecutionResult, type Fault } from '@quantbot/core';

import type { JournalReader } from '../journal/journal.ts';
import type { TradeLog } from '../journal/tradeLog.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import {
  isOnItsWay,
  liveAttempt,
  livePrepared,
  type PreparedRecord,
  type TradeRecord,
} from '../journal/tradeRecord.ts';
import { faultyResult } from '../settle/tradeResult.ts';

/** Answer of a trade as it stands: a copy, so that a caller who writes in it changes no record. */
export function answerOf(trade: TradeRecord, deduplicated: boolean): ExecutionResult {
  if (trade.result === undefined) return pendingResult(trade, { waitMs: 0, deduplicated });
  return { ...copyOf(trade.result), deduplicated };
}

/** A copy of plain data, which a result is; the usual clone takes ten times as long for it. */
function copyOf<Data>(data: Data): Data {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(copyOf) as Data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, copyOf<unknown>(value)]),
  ) as Data;
}

/** The trade now: it may have moved on since it was read, while something else was waited for. */
export function asItStands(
  { log, journal }: { readonly log: TradeLog; readonly journal: JournalReader },
  trade: TradeRecord,
): TradeRecord {
  const { tradeId } = trade;
  return log.knows(tradeId) ? log.current(tradeId) : (journal.history(tradeId)?.trade ?? trade);
}

/** How long somebody waited, and whether the trade was theirs. */
export interface PendingWait {
  readonly waitMs: number;
  readonly deduplicated: boolean;
}

/** Answer of a trade that has not ended: not a failure, and not to be traded again. */
export function pendingResult(trade: TradeRecord, wait: PendingWait): ExecutionResult {
  const result = faultyResult(trade, pendingFault(trade, wait), trade.status);
  return { ...result, deduplicated: wait.deduplicated };
}

function pendingFault(trade: TradeRecord, { waitMs }: PendingWait): Fault {
  const attempt = liveAttempt(trade);
  const prepared = livePrepared(trade);
  if (prepared !== undefined) return preparedFault(trade, prepared);
  if (attempt === undefined) return fault('EXECUTOR__STILL_WORKING', { key: trade.key, waitMs });
  const { signature, deathHeight, unprovable } = attempt;
  if (unprovable !== undefined) {
    return fault('CONFIRM__UNPROVABLE', { signature, reason: unprovable });
  }
  return fault('CONFIRM__OUTCOME_UNKNOWN', { signature, deathHeight: BigInt(deathHeight) });
}

/** The signer may have signed, and nobody here knows what. */
function preparedFault({ key }: TradeRecord, prepared: PreparedRecord): Fault {
  const { number, deathHeight, unprovable, signerReason } = prepared;
  if (unprovable !== undefined) {
    return fault('SIGN__UNPROVABLE', { key, number, reason: unprovable });
  }
  return fault('SIGN__OUTCOME_UNKNOWN', {
    key,
    number,
    deathHeight: BigInt(deathHeight),
    reason: signerReason ?? 'the signer has not answered yet',
  });
}

/** A wait that ended without an answer, and why. */
export interface UnknownOutcome extends PendingWait {
  readonly cause: unknown;
}

/** Answer of a trade that can be followed no more and has not failed. */
export function unknownOutcome(
  now: TradeRecord,
  { cause, ...wait }: UnknownOutcome,
): ExecutionResult {
  if (isOnItsWay(now)) return pendingResult(now, wait);
  const { key: idempotencyKey, status } = now;
  const problem = uncertain(idempotencyKey, cause);
  // Read before the loss, an end may be one that the disk never had.
  const result = isTerminal(status)
    ? faultResult(problem, { idempotencyKey })
    : faultyResult(now, problem, status);
  return { ...result, deduplicated: wait.deduplicated };
}

/** A write that failed may have reached the disk: then a restart goes on with the trade. */
export function uncertain(key: string, cause: unknown): Fault {
  return fault('JOURNAL__WRITE_UNCERTAIN', { key, reason: reasonOf(cause) });
}
