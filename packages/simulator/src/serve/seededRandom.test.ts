import { expect, it } from 'vitest';

import { seededRandom } from './seededRandom.ts';

it('repeats with its seed and stays below 1', () => {
  const take = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 1_000 }, () => random());
  };
  expect(take(5)).toEqual(take(5));
  expect(take(5)).not.toEqual(take(6));
  expect(take(7).every((value) => value >= 0 && value < 1)).toBe(true);
});
