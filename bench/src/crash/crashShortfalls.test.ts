import { expect, it } from 'vitest';

import { findShortfalls, type RunSums } from './crashShortfalls.ts';
import { createCrashTally, progressOf, unmetPoints, type CrashTally } from './crashTally.ts';
import { deathPoints, type DeathPoint } from './deathPlans.ts';

const TRADES = {
  trades: 1_000,
  byStatus: { filled: 500 },
  byErrorCode: {},
  attempts: 1_000,
  retries: 10,
  filledByRetry: 5,
  attemptsByStatus: {},
};

function tallyOf(points: readonly DeathPoint[]): CrashTally {
  const tally = createCrashTally();
  tally.kills.push(...points.map((point) => ({ point, beforeResumed: false, openTrades: 20 })));
  return tally;
}

/** A run that did enough; a test takes one thing from it. */
function sums(fields: Partial<RunSums> = {}): RunSums {
  const options = { kills: 10, budgetMs: 1_000 };
  const tally = tallyOf(deathPoints());
  return { options, tally, trades: TRADES, elapsedMs: 1_000, isCovered: true, ...fields };
}

it('finds nothing lacking in a run that did enough', () => {
  expect(findShortfalls(sums())).toEqual([]);
});

it.each([
  [
    'kills',
    { options: { kills: 100, budgetMs: 1_000 } },
    `${deathPoints().length} kills of the 100 wanted`,
  ],
  ['time', { elapsedMs: 2_000 }, '2 s of the 1 s allowed'],
  [
    'fills',
    { trades: { ...TRADES, byStatus: { filled: 499, denied: 501 } } },
    '499 of 1000 trades moved money; at least half should',
  ],
  [
    'retries',
    { trades: { ...TRADES, filledByRetry: 0 } },
    'no trade was filled by a further attempt',
  ],
] as const)('tells of too few %s', (_case, fields, text) => {
  expect(findShortfalls(sums(fields))).toEqual([text]);
});

it('names every point at which nobody died', () => {
  const tally = tallyOf(deathPoints().slice(2));
  const unmet = deathPoints().slice(0, 2);
  expect(unmetPoints(tally)).toEqual(unmet);
  expect(findShortfalls(sums({ tally, isCovered: false }))).toEqual(
    unmet.map((point) => `nobody died at ${point}`),
  );
});

it('tells of a run that killed mostly at any time', () => {
  const tally = tallyOf([...deathPoints(), ...Array<DeathPoint>(100).fill('any time')]);
  expect(findShortfalls(sums({ tally }))).toEqual([
    `100 of ${100 + deathPoints().length} kills were at any time; most should be at a point`,
  ]);
});

it('counts a kill that is under way, and what was missed', () => {
  const tally = tallyOf(['after-send']);
  tally.underway.push('after-send', 'before-send');
  tally.missed.push('before-send');
  expect(progressOf(tally, 'after-send')).toEqual({ met: 2, missed: 0 });
  expect(progressOf(tally, 'before-send')).toEqual({ met: 1, missed: 1 });
});
