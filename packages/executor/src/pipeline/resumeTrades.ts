import { fault, isFault, type Fault } from '@quantbot/core';

import { isLive } from '../journal/attemptMachine.ts';
import type { AttemptRecord, TradeRecord } from '../journal/tradeRecord.ts';
import { faultyResult } from '../settle/tradeResult.ts';
import { executeTrade } from './executeTrade.ts';
import type { ExecutorParts } from './executorParts.ts';
import { followAttempt, followSettling } from './followAttempt.ts';

/**
 * Takes up the trades that an earlier process left open. What may be on chain is followed: the
 * bytes go out again and only the chain ends it. What was never signed is signed only inside its
 * deadline, so that nothing old is traded at new prices.
 *
 * @param begin - Runs work in the line of the trade's token.
 */
export function resumeTrade(
  parts: ExecutorParts,
  trade: TradeRecord,
  begin: (work: () => Promise<void>) => void,
): void {
  const { tradeId } = trade;
  parts.log.adopt(trade);
  const nowMs = parts.config.clock.nowMs();
  const step = parts.rules.resumeStep(trade, nowMs);
  const attempt = liveAttempt(trade);
  if (step === 'follow' && attempt !== undefined) {
    parts.ledger.reserve(tradeId, outlayOf(trade, attempt));
    begin(async () =>
      trade.status === 'settling'
        ? followSettling(parts, tradeId, attempt)
        : followAttempt(parts, tradeId, attempt),
    );
    return;
  }
  if (step === 'sign') {
    begin(async () => executeTrade(parts, tradeId));
    return;
  }
  const lateMs = nowMs - trade.deadlineAtMs;
  const problem = fault('DEADLINE__EXPIRED', {
    deadlineMs: trade.deadlineAtMs - trade.createdAtMs,
    lateMs,
  });
  const result = faultyResult(trade, problem, 'denied');
  parts.log.record(tradeId, { name: 'TradeDenied', code: problem.code, result });
}

/**
 * What a restart does with an open trade: an attempt that may be on chain is followed whatever the
 * time; without one the deadline decides whether anything may still be signed.
 */
export function resumeStep(trade: TradeRecord, nowMs: number): 'follow' | 'sign' | 'end' {
  if (liveAttempt(trade) !== undefined) return 'follow';
  return nowMs < trade.deadlineAtMs ? 'sign' : 'end';
}

/** `getSignatureStatuses` takes at most this many signatures (Solana RPC). */
const SIGNATURES_MAX = 256;

/**
 * Reads the statuses of everything open before anything new is signed: the answers show that the
 * chain can be seen, and each follower reads its own from then on.
 */
export async function readOpenStatuses(
  parts: ExecutorParts,
  trades: readonly TradeRecord[],
): Promise<Fault | undefined> {
  const signatures = trades.flatMap((trade) => liveAttempt(trade)?.signature ?? []);
  for (let start = 0; start < signatures.length; start += SIGNATURES_MAX) {
    const chunk = signatures.slice(start, start + SIGNATURES_MAX);
    const reading = await parts.pool.ask('getSignatureStatuses', async (node) =>
      node.signatureStatuses(chunk, { searchHistory: true }),
    );
    if (isFault(reading)) return reading;
  }
  return undefined;
}

function liveAttempt(trade: TradeRecord): AttemptRecord | undefined {
  return trade.attempts.find((attempt) => isLive(attempt.status));
}

function outlayOf(trade: TradeRecord, attempt: AttemptRecord): bigint {
  if (trade.status === 'settling') return 0n;
  const spent = trade.request.side === 'buy' ? BigInt(attempt.amountIn) : 0n;
  const fees = BigInt(attempt.baseFeeLamports) + BigInt(attempt.priorityFeeLamports);
  return spent + fees + BigInt(attempt.tipLamports);
}
