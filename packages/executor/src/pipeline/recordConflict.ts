import { fault, type Fault } from '@quantbot/core';

import type { TradeRecord } from '../journal/tradeRecord.ts';
import { faultyResult } from '../settle/tradeResult.ts';
import type { ExecutorParts } from './executorParts.ts';

/** What contradicts the journal. */
export interface Contradiction {
  readonly signature: string;
  readonly detail: string;
  readonly problem: Fault;
}

/**
 * Writes down that the chain contradicts the journal. From here on nothing new is signed for the
 * wallet until a person has decided; what is signed already is followed all the same.
 */
export function recordConflict(
  parts: ExecutorParts,
  trade: TradeRecord,
  { signature, detail, problem }: Contradiction,
): void {
  const result = faultyResult(trade, problem, 'conflicted');
  parts.log.record(trade.tradeId, { name: 'ConflictObserved', signature, detail, result });
  parts.hold.set(conflictHold(trade));
  parts.ledger.release(trade.tradeId);
  const { message } = problem;
  parts.telemetry.event('error', 'execution.trade.conflicted', { message, key: trade.key });
}

/** Why nothing new is signed while a trade is in conflict. */
export function conflictHold({ key, wallet }: TradeRecord): Fault {
  return fault('RISK__CONFLICT_UNRESOLVED', { key, wallet });
}
