import { describeError, fault } from '@quantbot/core';

import { revertCost } from '../fill/computeFill.ts';
import { fetchTransaction } from '../fill/fetchTransaction.ts';
import type { AttemptOutcome } from '../confirm/confirmAttempt.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { applyEvent, type AttemptRecord, type TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from './executorParts.ts';
import { explainRevert } from '../settle/explainRevert.ts';
import { faultyResult } from '../settle/tradeResult.ts';

type Reverted = Extract<AttemptOutcome, { kind: 'reverted' }>;
type Expired = Extract<AttemptOutcome, { kind: 'expired' }>;

/** Ends a trade whose attempt failed on chain, finally. Its fee is spent, nothing else moved. */
export async function settleRevert(
  parts: ExecutorParts,
  tradeId: string,
  { attempt, outcome }: { readonly attempt: AttemptRecord; readonly outcome: Reverted },
): Promise<void> {
  const { signature } = attempt;
  const { slot, error, witness } = outcome;
  const transaction = await fetchTransaction(parts, signature, 'finalized');
  const trade = parts.log.current(tradeId);
  const reverted = {
    name: 'AttemptReverted',
    signature,
    slot: String(slot),
    error,
    witness,
    feeLamports: String(revertCost(transaction, trade.wallet)),
  } as const;
  const problem = explainRevert(signature, transaction, parts.config.decoders);
  const after = preview(trade, reverted);
  const result = faultyResult(after, problem, 'failed');
  parts.log.record(tradeId, reverted, { name: 'TradeFailed', code: problem.code, result });
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

/** The trade as it will be after an event, for an answer that is written with it. */
function preview(trade: TradeRecord, event: TradeEvent): TradeRecord {
  const { tradeId, version, updatedAtMs } = trade;
  return applyEvent(trade, { tradeId, version: version + 1, atMs: updatedAtMs, event });
}
