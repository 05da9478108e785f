import type { CompiledConfig } from '../config/compileConfig.ts';
import type { BookPeriods } from '../journal/books/readBooks.ts';

/** Later than every trade: without a limit on them, the orders of a window are not counted. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;

/** From when on the books count now: the day of the risk time zone, and the window of orders. */
export function bookPeriodsOf({
  clock,
  riskDay,
  limits,
}: Pick<CompiledConfig, 'clock' | 'riskDay' | 'limits'>): BookPeriods {
  const nowMs = clock.nowMs();
  const isCounted = limits?.ordersMax !== undefined;
  return {
    dayStartMs: riskDay(nowMs),
    ordersSinceMs: isCounted ? nowMs - limits.orderWindowMs : NEVER_MS,
  };
}
