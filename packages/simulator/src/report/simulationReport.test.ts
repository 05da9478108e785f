import { describe, expect, it } from 'vitest';

import type { ScheduleSummary } from './scheduleSummary.ts';
import { createReport, VIOLATIONS_MAX } from './simulationReport.ts';

function summary(seed: number, fields: Partial<ScheduleSummary> = {}): ScheduleSummary {
  return {
    seed,
    trades: 4,
    faults: { drop: 2, lag: 1 },
    stopsAndRetries: 1,
    violations: [],
    digest: '0000000a',
    events: 10,
    ...fields,
  };
}

describe('createReport', () => {
  it('sums up, in the order of seeds and whatever order they came in', () => {
    const all = [summary(7), summary(8, { trades: 3, digest: '0000000b' }), summary(9)];
    const report = createReport(7, all, 15);
    expect(report).toMatchObject({
      runs: 3,
      seed: 7,
      violations: [],
      faults: { drop: 6, lag: 3 },
      medianTradesPerSchedule: 4,
      medianFaultsPerSchedule: 3,
      medianStopsOrRetriesPerSchedule: 1,
      schedulesPerSecond: 200,
      shortfalls: [],
    });
    expect(createReport(7, all.toReversed(), 15)).toEqual(report);
    const [first, second, third] = all;
    const swapped = [summary(7, { digest: second?.digest ?? '' }), summary(8), third];
    expect(first).toBeDefined();
    expect(
      createReport(
        7,
        swapped.filter((one) => one !== undefined),
        15,
      ).digest,
    ).not.toBe(report.digest);
  });

  it('takes the lower of two medians, and says what a run lacks', () => {
    const poor = { trades: 2, faults: {}, stopsAndRetries: 0 };
    const played = Array.from({ length: 50 }, (_, seed) => summary(seed, seed < 25 ? poor : {}));
    const report = createReport(0, played, 10);
    expect(report.medianTradesPerSchedule).toBe(2);
    expect(createReport(0, played.slice(0, 49), 10).shortfalls).toEqual([]);
    expect(report.shortfalls).toEqual([
      'a median of 2 trades per schedule, 3 needed',
      'a median of 0 faults per schedule, 1 needed',
      'a median of 0 stops or retries per schedule, 1 needed',
    ]);
  });

  it('lists the first violations and no more than it may', () => {
    const violations = Array.from({ length: VIOLATIONS_MAX }, () => ({
      seed: 1,
      check: 'balances',
      invariant: 'INV-07',
      detail: 'a lamport',
    }));
    const report = createReport(0, [summary(2, { violations }), summary(1, { violations })], 10);
    expect(report.violations).toHaveLength(VIOLATIONS_MAX);
  });
});
