import type { FoundViolation, ScheduleSummary } from './scheduleSummary.ts';

/** What a run of many schedules found. */
export interface SimulationReport {
  /** Schedules played. */
  readonly runs: number;
  /** Seed of the first schedule; each next one has the next number. */
  readonly seed: number;
  /** The first ones found, at most {@link VIOLATIONS_MAX}. */
  readonly violations: readonly FoundViolation[];
  /** Faults that struck, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  readonly medianTradesPerSchedule: number;
  readonly medianFaultsPerSchedule: number;
  /** Stopped processes and further attempts. */
  readonly medianStopsOrRetriesPerSchedule: number;
  readonly schedulesPerSecond: number;
  /** The same for two runs in which the same happened, whoever ran them. */
  readonly digest: string;
  /** Why the run proves too little although it found nothing, in words. Of 50 schedules on. */
  readonly shortfalls: readonly string[];
}

/** Violations that a report lists. */
export const VIOLATIONS_MAX = 50;

/** Least of what a schedule must have in it to prove anything, in the median. */
const MEDIAN_TRADES_MIN = 3;
const MEDIAN_FAULTS_MIN = 1;
const MEDIAN_STOPS_OR_RETRIES_MIN = 1;
/** Fewer schedules than this are there to look at one again; the median of a handful is chance. */
const JUDGED_RUNS_MIN = 50;

/** Sums schedules up, in the order of their seeds. */
export function createReport(
  seed: number,
  summaries: readonly ScheduleSummary[],
  elapsedMs: number,
): SimulationReport {
  const ordered = summaries.toSorted((left, right) => left.seed - right.seed);
  const faultCounts = ordered.map(({ faults }) => sum(Object.values(faults)));
  const medians = {
    medianTradesPerSchedule: median(ordered.map(({ trades }) => trades)),
    medianFaultsPerSchedule: median(faultCounts),
    medianStopsOrRetriesPerSchedule: median(ordered.map((summary) => summary.stopsAndRetries)),
  };
  return {
    runs: ordered.length,
    seed,
    violations: ordered.flatMap(({ violations }) => violations).slice(0, VIOLATIONS_MAX),
    faults: sumFaults(ordered),
    ...medians,
    schedulesPerSecond: Math.round((ordered.length * 10_000) / Math.max(1, elapsedMs)) / 10,
    digest: combine(ordered.map(({ digest }) => digest)),
    shortfalls: ordered.length < JUDGED_RUNS_MIN ? [] : shortfallsOf(medians),
  };
}

function shortfallsOf(medians: {
  readonly medianTradesPerSchedule: number;
  readonly medianFaultsPerSchedule: number;
  readonly medianStopsOrRetriesPerSchedule: number;
}): string[] {
  const needed: ReadonlyArray<readonly [string, number, number]> = [
    ['trades', medians.medianTradesPerSchedule, MEDIAN_TRADES_MIN],
    ['faults', medians.medianFaultsPerSchedule, MEDIAN_FAULTS_MIN],
    ['stops or retries', medians.medianStopsOrRetriesPerSchedule, MEDIAN_STOPS_OR_RETRIES_MIN],
  ];
  return needed
    .filter(([, found, least]) => found < least)
    .map(([what, found, least]) => `a median of ${found} ${what} per schedule, ${least} needed`);
}

function sumFaults(summaries: readonly ScheduleSummary[]): Record<string, number> {
  const faults = new Map<string, number>();
  for (const summary of summaries) {
    for (const [kind, count] of Object.entries(summary.faults)) {
      faults.set(kind, (faults.get(kind) ?? 0) + count);
    }
  }
  return Object.fromEntries(
    [...faults].toSorted(([left], [right]) => left.localeCompare(right, 'en')),
  );
}

function median(values: readonly number[]): number {
  const ordered = values.toSorted((left, right) => left - right);
  return ordered[Math.floor((ordered.length - 1) / 2)] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const DIGEST_PRIME = 0x01000193;

function combine(digests: readonly string[]): string {
  const state = digests.reduce(
    (before, digest) => Math.imul(before ^ Number.parseInt(digest, 16), DIGEST_PRIME),
    0,
  );
  return (state >>> 0).toString(16).padStart(8, '0');
}
