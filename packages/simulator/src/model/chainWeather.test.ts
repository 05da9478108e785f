import { expect, it } from 'vitest';

import { calmWeather, FORK_SLOTS_MAX } from './chainWeather.ts';

it('lets nothing go wrong in calm weather', () => {
  const { blockEngine, ...chain } = calmWeather();
  const { skipProbability, forkProbability, dropProbability, delayProbability } = chain;
  expect([skipProbability, forkProbability, dropProbability, delayProbability]).toEqual([
    0, 0, 0, 0,
  ]);
  expect(blockEngine).toMatchObject({ leaderProbability: 1, loseProbability: 0 });
  expect(chain.forkSlotsMax).toBeLessThanOrEqual(FORK_SLOTS_MAX);
});

it('gives each chain a weather of its own', () => {
  const first = calmWeather();
  first.blockEngine.loseProbability = 1;
  expect(calmWeather().blockEngine.loseProbability).toBe(0);
});
