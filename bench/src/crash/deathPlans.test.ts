import { expect, it } from 'vitest';

import { chooseDeath, deathPoints, journalEvents, pointOf, type DeathPoint } from './deathPlans.ts';
import { createRandomSource } from './randomSource.ts';

/** Chooses so many deaths, each of which is met. */
function chooseMany(seed: number, count: number): readonly DeathPoint[] {
  const random = createRandomSource(seed, 1);
  const met = new Map<DeathPoint, number>();
  return Array.from({ length: count }, () => {
    const point = pointOf(
      chooseDeath(random, (known) => ({ met: met.get(known) ?? 0, missed: 0 })),
    );
    met.set(point, (met.get(point) ?? 0) + 1);
    return point;
  });
}

it('knows every event of the journal that can happen on the embedded chain', () => {
  expect(journalEvents()).toEqual(
    expect.arrayContaining(['TradeReceived', 'AttemptSigned', 'AttemptExpired', 'FillRecorded']),
  );
  expect(journalEvents()).not.toContain('AttemptRolledBack');
});

it('aims at every point, most often at those around a signature, a quarter at any time', () => {
  const chosen = chooseMany(1, 300);
  expect(new Set(chosen)).toEqual(new Set([...deathPoints(), 'any time']));
  const times = (wanted: DeathPoint): number => chosen.filter((point) => point === wanted).length;
  expect(times('after-send')).toBeGreaterThan(2 * times('after-commit FillRead'));
  expect(times('any time')).toBeLessThan(100);
});

it('goes on to other points when one does not come, and comes back to it', () => {
  const random = createRandomSource(1, 1);
  const stubborn = 'after-commit AttemptReverted';
  let missed = 0;
  const choose = () =>
    pointOf(
      chooseDeath(
        random,
        (point) => (point === stubborn ? { met: 0, missed } : { met: 1, missed: 0 }),
        'unmet',
      ),
    );
  expect([choose(), choose()]).toEqual([stubborn, stubborn]);
  missed = 3;
  expect(new Set(Array.from({ length: 200 }, choose)).size).toBeGreaterThan(30);
});

it('chooses alike for one seed', () => {
  expect(chooseMany(5, 20)).toEqual(chooseMany(5, 20));
  expect(chooseMany(5, 20)).not.toEqual(chooseMany(6, 20));
});
