import { describe, expect, it } from 'vitest';

import { createChance } from './createChance.ts';

function draws(seed: number, stream: number): number[] {
  const chance = createChance(seed, stream);
  return Array.from({ length: 20 }, () => chance.next());
}

describe('createChance', () => {
  it('repeats itself for a seed and a stream, and for no other', () => {
    expect(draws(7, 1)).toEqual(draws(7, 1));
    expect(draws(7, 1)).not.toEqual(draws(8, 1));
    expect(draws(7, 1)).not.toEqual(draws(7, 2));
  });

  it('spreads neighbouring seeds over the whole range', () => {
    const firsts = Array.from({ length: 2_000 }, (_, seed) => createChance(seed, 0).next());
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(mean).toBeGreaterThan(0.47);
    expect(mean).toBeLessThan(0.53);
  });

  it('draws whole numbers from both ends and in between', () => {
    const chance = createChance(1, 1);
    const seen = new Set(Array.from({ length: 400 }, () => chance.between(2, 5)));
    expect([...seen].toSorted((left, right) => left - right)).toEqual([2, 3, 4, 5]);
  });

  it('picks every item of a list, and refuses an empty one', () => {
    const chance = createChance(1, 1);
    const seen = new Set(Array.from({ length: 100 }, () => chance.pick(['a', 'b'])));
    expect(seen.size).toBe(2);
    expect(() => chance.pick([])).toThrow(RangeError);
  });

  it('lets things happen in the share it is told', () => {
    const chance = createChance(3, 1);
    const hits = Array.from({ length: 4_000 }, () => chance.happens(0.25)).filter(Boolean).length;
    expect(hits).toBeGreaterThan(900);
    expect(hits).toBeLessThan(1_100);
    expect(chance.happens(0)).toBe(false);
  });
});
