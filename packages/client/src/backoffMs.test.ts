import fc from 'fast-check';
import { expect, it } from 'vitest';

import { backoffMs } from './backoffMs.ts';

it('doubles up to five seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 6].map((repeats) => backoffMs(repeats, 1))).toEqual([
    200, 400, 800, 1_600, 3_200, 5_000, 5_000,
  ]);
});

it('for all repeats and chances stays in the upper half of its bound', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (repeats, chance) => {
      const bound = backoffMs(repeats, 1);
      const pause = backoffMs(repeats, chance);
      return pause >= bound / 2 && pause <= bound && bound <= 5_000;
    }),
  );
});
