import { fault } from '@quantbot/core';

import { computeFill, type FillComputation } from '../fill/computeFill.ts';
import { fetchTransaction, fetchTransactionEverywhere } from '../fill/fetchTransaction.ts';
import type { AttemptRecord, TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from './executorParts.ts';
import { faultyResult, successResult } from '../settle/tradeResult.ts';

const OPERATORS_REQUIRED = 2;

/** Milliseconds between two tries to find enough operators that agree on a fill. */
const AGREEMENT_INTERVAL_MS = 1_000;

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
  const computation = computeFill(transaction, attempt, contextOf(trade));
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
  const { computation, witnesses } = await agreeOnFill(parts, attempt, trade);
  if (computation.kind === 'mismatch') {
    recordConflict(parts, trade, { attempt, detail: computation.detail });
    return;
  }
  const { fill } = computation;
  const evidence = { status: 'filled', finality: 'finalized', witnesses } as const;
  const result = successResult(trade, fill, evidence);
  log.record(tradeId, { name: 'FillRecorded', fill, witnesses, result });
}

interface Agreement {
  readonly computation: FillComputation;
  /** Operators that tell the same. */
  readonly witnesses: number;
}

async function agreeOnFill(
  parts: ExecutorParts,
  attempt: AttemptRecord,
  trade: TradeRecord,
): Promise<Agreement> {
  const operators = new Set(parts.pool.nodes.map((node) => node.operator)).size;
  const required = Math.min(operators, OPERATORS_REQUIRED);
  for (;;) {
    const readings = await fetchTransactionEverywhere(parts, attempt.signature);
    const voices = new Map<string, { computation: FillComputation; operators: Set<string> }>();
    for (const { operator, transaction } of readings) {
      const computation = computeFill(transaction, attempt, contextOf(trade));
      const text = JSON.stringify(computation);
      const voice = voices.get(text) ?? { computation, operators: new Set<string>() };
      voice.operators.add(operator);
      voices.set(text, voice);
    }
    for (const { computation, operators: agreeing } of voices.values()) {
      if (agreeing.size >= required) return { computation, witnesses: agreeing.size };
    }
    await parts.config.platform.delay(AGREEMENT_INTERVAL_MS, parts.closing);
  }
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
