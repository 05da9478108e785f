import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createSeededChoice } from './seededChoice.ts';

function take(seed: number, stream: number): number[] {
  const draw = createSeededChoice(seed, stream);
  return Array.from({ length: 20 }, () => draw());
}

describe('createSeededChoice', () => {
  it('draws the same numbers for the same seed and stream, for all of them', () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(seeds, fc.nat(500), (seed, stream) => {
        const drawn = take(seed, stream);
        expect(take(seed, stream)).toEqual(drawn);
        expect(take(seed, stream + 1)).not.toEqual(drawn);
        expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
      }),
    );
  });

  it('strikes about as often as a probability says, from the first draw of each seed on', () => {
    const firsts = Array.from({ length: 2_000 }, (_, seed) => createSeededChoice(seed, 0)());
    const struck = firsts.filter((number) => number < 0.2).length;
    expect(struck).toBeGreaterThan(330);
    expect(struck).toBeLessThan(470);
  });
});
