import { expect, it } from 'vitest';

import { chooseDeath, deathPoints, journalEvents, pointOf, type DeathPoint } from './deathPlans.ts';
import { createRandomSource } from './randomSource.ts';

it('knows every event of the journal that can happen on the embedded chain', () => {
  expect(journalEvents()).toEqual(
    expect.arrayContaining(['TradeReceived', 'AttemptSigned', 'AttemptExpired', 'FillRecorded']),
  );
  expect(journalEvents()).not.toContain('AttemptRolledBack');
});

it('aims at every point once before it aims at one twice', () => {
  const random = createRandomSource(1, 1);
  const aimed = new Map<DeathPoint, number>();
  const points = deathPoints().filter((point) => point !== 'any time');
  const met = new Set<DeathPoint>();
  while (met.size < points.length) {
    const plan = chooseDeath(random, aimed);
    if (plan === undefined) continue;
    expect(met).not.toContain(pointOf(plan));
    met.add(pointOf(plan));
  }
  expect(new Set(points)).toEqual(met);
});

it('chooses alike for one seed', () => {
  const choose = (seed: number) => {
    const random = createRandomSource(seed, 3);
    return Array.from({ length: 20 }, () => chooseDeath(random, new Map()));
  };
  expect(choose(5)).toEqual(choose(5));
  expect(choose(5)).not.toEqual(choose(6));
});
