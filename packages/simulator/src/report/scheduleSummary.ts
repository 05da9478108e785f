import type { Violation } from '../checks/check.ts';
import { checkHistory } from '../checks/checkHistory.ts';
import type { ScheduleRun } from '../world/runSchedule.ts';

/** A violation and the seed that shows it again. */
export interface FoundViolation extends Violation {
  readonly seed: number;
}

/** What remains of a schedule once it was checked. */
export interface ScheduleSummary {
  readonly seed: number;
  readonly trades: number;
  /** Faults that struck, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** Processes stopped, and attempts after the first. */
  readonly stopsAndRetries: number;
  readonly violations: readonly FoundViolation[];
  readonly digest: string;
  readonly events: number;
}

/** Checks a schedule's history and sums it up. */
export function summarize({ history, faults, digest, events }: ScheduleRun): ScheduleSummary {
  const { seed } = history.schedule;
  const retries = history.signed.filter(({ attempt }) => attempt.number > 1).length;
  return {
    seed,
    trades: history.trades.length,
    faults: Object.fromEntries(faults),
    stopsAndRetries: history.stops + retries,
    violations: checkHistory(history).map((violation) => ({ seed, ...violation })),
    digest,
    events,
  };
}
