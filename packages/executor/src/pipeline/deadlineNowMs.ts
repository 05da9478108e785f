import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from './executorParts.ts';

/**
 * The time by which a trade's deadline is judged. One whose time cannot be told any more has come to
 * its deadline at least; the clock of the others does not move for it, or they would end too early
 * and what is claimed meanwhile too late.
 */
export function deadlineNowMs(
  { deadlineClock, lapsed }: Pick<ExecutorParts, 'deadlineClock' | 'lapsed'>,
  { tradeId, deadlineAtMs }: Pick<TradeRecord, 'tradeId' | 'deadlineAtMs'>,
): number {
  const nowMs = deadlineClock.nowMs();
  return lapsed.has(tradeId) ? Math.max(nowMs, deadlineAtMs) : nowMs;
}
