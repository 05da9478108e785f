import type { CompiledConfig } from '../config/compileConfig.ts';
import { DEFAULT_LIMITS } from '../config/defaults.ts';
import type { BookPeriods } from '../journal/books/readBooks.ts';

/** From when on the books count now: the day of the risk time zone, and the window of orders. */
export function bookPeriodsOf({
  clock,
  riskDay,
  limits = DEFAULT_LIMITS,
}: Pick<CompiledConfig, 'clock' | 'riskDay'> & {
  readonly limits: { readonly orderWindowMs: number } | undefined;
}): BookPeriods {
  const nowMs = clock.nowMs();
  return { dayStartMs: riskDay(nowMs), ordersSinceMs: nowMs - limits.orderWindowMs };
}
