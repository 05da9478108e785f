import { expect, it } from 'vitest';

import { chooseDeath, deathPoints, journalEvents, pointOf, type DeathPoint } from './deathPlans.ts';
import { createRandomSource } from './randomSource.ts';

it('knows every event of the journal that can happen on the embedded chain', () => {
  expect(journalEvents()).toEqual(
    expect.arrayContaining(['TradeReceived', 'AttemptSigned', 'AttemptExpired', 'FillRecorded']),
  );
  expect(journalEvents()).not.toContain('AttemptRolledBack');
});

it('aims at every point, and most often at those around a signature', () => {
  const random = createRandomSource(1, 1);
  const aimed = new Map<DeathPoint, number>();
  const plans = Array.from({ length: 300 }, () => pointOf(chooseDeath(random, aimed)));
  expect(new Set(plans)).toEqual(new Set(deathPoints()));
  const times = (wanted: DeathPoint): number => plans.filter((point) => point === wanted).length;
  expect(times('after-send')).toBeGreaterThan(3 * times('after-commit FillRead'));
});

it('chooses alike for one seed', () => {
  const choose = (seed: number) => {
    const random = createRandomSource(seed, 3);
    return Array.from({ length: 20 }, () => chooseDeath(random, new Map()));
  };
  expect(choose(5)).toEqual(choose(5));
  expect(choose(5)).not.toEqual(choose(6));
});
