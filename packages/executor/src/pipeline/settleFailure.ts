import { describeError, fault } from '@quantbot/core';

import { revertCost } from '../fill/computeFill.ts';
import { agreeOnTransaction } from '../fill/fetchTransaction.ts';
import type { AttemptOutcome } from '../confirm/confirmAttempt.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { applyEvent, type AttemptRecord, type TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from './executorParts.ts';
import { explainRevert } from '../settle/explainRevert.ts';
import { faultyResult } from '../settle/tradeResult.ts';

type Reverted = Extract<AttemptOutcome, { kind: 'reverted' }>;
type Expired = Extract<AttemptOutcome, { kind: 'expired' }>;

/**
 * Ends a trade whose attempt failed on chain, finally. Its fee is spent, nothing else moved. Where
 * nodes of two operators are configured, two must tell of the failure: one that lies would end a
 * trade that may have run.
 *
 * @returns false when the transaction ran after all, and the trade goes on.
 */
export async function settleRevert(
  parts: ExecutorParts,
  tradeId: string,
  { attempt, outcome }: { readonly attempt: AttemptRecord; readonly outcome: Reverted },
): Promise<boolean> {
  const { signature } = attempt;
  const { slot, witness } = outcome;
  const { wallet } = parts.log.current(tradeId);
  const { value: transaction } = await agreeOnTransaction(parts, signature, {
    read: (reading) => reading,
    essence: (reading) => [reading.error, String(revertCost(reading, wallet))],
  });
  const { error } = transaction;
  if (error === null) return false;
  const trade = parts.log.current(tradeId);
  const feeLamports = String(revertCost(transaction, wallet));
  const reverted: TradeEvent[] = [
    { name: 'AttemptReverted', signature, slot: String(slot), error, witness, feeLamports },
  ];
  // Confirmed, answered as a success, and then it failed on the branch that became final.
  const answered = trade.status === 'settling';
  if (answered) reverted.unshift({ name: 'AttemptRolledBack', signature });
  const problem = answered
    ? fault('CONFIRM__ROLLED_BACK', { signature })
    : explainRevert(signature, transaction, parts.config.decoders);
  const result = faultyResult(preview(trade, reverted), problem, 'failed');
  parts.log.record(tradeId, ...reverted, { name: 'TradeFailed', code: problem.code, result });
  const { message } = problem;
  const level = answered ? 'error' : 'warn';
  parts.telemetry.event(level, 'execution.trade.failed', { message, key: trade.key });
  return true;
}

/** Ends a trade whose attempt is proven dead. */
export function settleExpiry(
  parts: ExecutorParts,
  tradeId: string,
  { attempt, outcome }: { readonly attempt: AttemptRecord; readonly outcome: Expired },
): void {
  const { signature, deathHeight } = attempt;
  const { witnesses } = outcome;
  const trade = parts.log.current(tradeId);
  const answered = trade.status === 'settling';
  const problem = answered
    ? fault('CONFIRM__ROLLED_BACK', { signature })
    : fault('CONFIRM__EXPIRED', { signature, deathHeight: BigInt(deathHeight) });
  const events: TradeEvent[] = [{ name: 'AttemptExpired', signature, deathHeight, witnesses }];
  const status = trade.attempts.find((known) => known.signature === signature)?.status;
  if (status === 'landed' || status === 'confirmed') {
    events.unshift({ name: 'AttemptRolledBack', signature });
  }
  const result = faultyResult(trade, problem, 'failed');
  parts.log.record(tradeId, ...events, { name: 'TradeFailed', code: problem.code, result });
  const level = answered ? 'error' : 'warn';
  const { message } = problem;
  const { outcome: kind } = describeError(problem.code);
  parts.telemetry.event(level, `execution.trade.${kind}`, { message, key: trade.key });
}

/** The trade as it will be after some events, for an answer that is written with them. */
function preview(trade: TradeRecord, events: readonly TradeEvent[]): TradeRecord {
  const { tradeId, updatedAtMs: atMs } = trade;
  return events.reduce(
    (before, event) => applyEvent(before, { tradeId, version: before.version + 1, atMs, event }),
    trade,
  );
}
