import { fault } from '@quantbot/core';

import { agreeOnTransaction, fetchTransaction } from '../fill/fetchTransaction.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import type { AttemptRecord, TradeRecord } from '../journal/tradeRecord.ts';
import { successResult } from '../settle/tradeResult.ts';
import type { ExecutorParts } from './executorParts.ts';
import { laterSlot } from './laterSlot.ts';
import { recordConflict } from './recordConflict.ts';

/**
 * Books what a confirmed attempt moved and so answers the caller. The trade stays `settling` until
 * the landing is final. Nothing is booked when no node serves the transaction, or when the only
 * node that tells odd figures could be corrected by another operator: then finality decides.
 */
export async function bookFill(
  parts: ExecutorParts,
  tradeId: string,
  attempt: AttemptRecord,
): Promise<void> {
  const { log } = parts;
  const { signature } = attempt;
  const transaction = await fetchTransaction(parts, signature, 'confirmed');
  const trade = log.current(tradeId);
  if (transaction === undefined || trade.status !== 'settling') return;
  const computation = parts.rules.computeFill(transaction, attempt, contextOf(trade));
  if (computation.kind === 'mismatch') {
    const operators = new Set(parts.pool.nodes.map((node) => node.operator)).size;
    if (operators > 1) return;
    recordMismatch(parts, trade, { signature, detail: computation.detail });
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
  const { signature } = attempt;
  const agreement = await agreeOnTransaction(parts, signature, {
    tradeId,
    read: (transaction) =>
      parts.rules.computeFill(transaction, attempt, contextOf(log.current(tradeId))),
    // Nodes may report the fee with or without the priority fee, and mean the same.
    essence: (computed) =>
      computed.kind === 'fill' ? { ...computed.fill, reportedFeeLamports: '' } : computed,
  });
  const trade = log.current(tradeId);
  // A person has decided meanwhile, at the latest while the last node was asked.
  if (agreement === undefined || isTerminal(trade.status)) return;
  const { value: computation, witnesses } = agreement;
  if (computation.kind === 'mismatch') {
    recordMismatch(parts, trade, { signature, detail: computation.detail });
    return;
  }
  const { fill } = computation;
  const evidence = { status: 'filled', finality: 'finalized', witnesses } as const;
  const result = successResult(trade, fill, evidence);
  // In one turn with the end of the trade, or what is prepared in between could be read too early.
  parts.watermark.slot = laterSlot(parts.watermark.slot, BigInt(fill.slot));
  log.record(tradeId, { name: 'FillRecorded', fill, witnesses, result });
}

function recordMismatch(
  parts: ExecutorParts,
  trade: TradeRecord,
  mismatch: { readonly signature: string; readonly detail: string },
): void {
  recordConflict(parts, trade, { ...mismatch, problem: fault('FILL__MISMATCH', mismatch) });
}

function contextOf(trade: TradeRecord) {
  return { side: trade.request.side, wallet: trade.wallet };
}
