import { fault } from '@quantbot/core';

import { agreeOnTransaction, fetchTransaction } from '../fill/fetchTransaction.ts';
import type { AttemptRecord, TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from './executorParts.ts';
import { faultyResult, successResult } from '../settle/tradeResult.ts';

/**
 * Books what a confirmed attempt moved and so answers the caller. The trade stays `settling` until
 * the landing is final.
 */
export async function bookFill(
  parts: ExecutorParts,
  tradeId: string,
  attempt: AttemptRecord,
): Promise<void> {
  const { log } = parts;
  const transaction = await fetchTransaction(parts, attempt.signature, 'confirmed');
  const trade = log.current(tradeId);
  const computation = parts.rules.computeFill(transaction, attempt, contextOf(trade));
  if (computation.kind === 'mismatch') {
    recordConflict(parts, trade, { attempt, detail: computation.detail });
    return;
  }
  const { fill } = computation;
  const evidence = { status: 'settling', finality: 'confirmed', witnesses: 1 } as const;
  log.record(tradeId, { name: 'FillRead', fill, result: successResult(trade, fill, evidence) });
}

/**
 * Ends a trade whose landing is final. Where nodes of two operators are configured, two must tell
 * the same figures.
 */
export async function finalizeFill(
  parts: ExecutorParts,
  tradeId: string,
  attempt: AttemptRecord,
): Promise<void> {
  const { log } = parts;
  const trade = log.current(tradeId);
  const { value: computation, witnesses } = await agreeOnTransaction(parts, attempt.signature, {
    read: (transaction) => parts.rules.computeFill(transaction, attempt, contextOf(trade)),
    // Nodes may report the fee with or without the priority fee, and mean the same.
    essence: (computed) =>
      computed.kind === 'fill' ? { ...computed.fill, reportedFeeLamports: '' } : computed,
  });
  if (computation.kind === 'mismatch') {
    recordConflict(parts, trade, { attempt, detail: computation.detail });
    return;
  }
  const { fill } = computation;
  const evidence = { status: 'filled', finality: 'finalized', witnesses } as const;
  const result = successResult(trade, fill, evidence);
  log.record(tradeId, { name: 'FillRecorded', fill, witnesses, result });
}

function recordConflict(
  parts: ExecutorParts,
  trade: TradeRecord,
  { attempt, detail }: { readonly attempt: AttemptRecord; readonly detail: string },
): void {
  const { signature } = attempt;
  const problem = fault('FILL__MISMATCH', { signature, detail });
  const result = faultyResult(trade, problem, 'conflicted');
  parts.log.record(trade.tradeId, { name: 'ConflictObserved', signature, detail, result });
  const { message } = problem;
  parts.telemetry.event('error', 'execution.trade.conflicted', { message, key: trade.key });
}

function contextOf(trade: TradeRecord) {
  return { side: trade.request.side, wallet: trade.wallet };
}
