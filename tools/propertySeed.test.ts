import { expect, it } from 'vitest';

import { propertySeed } from './propertySeed.ts';

const neverDraws = (): number => {
  throw new Error('nothing is to be drawn');
};

it('draws the same for the same file and seed, and otherwise something else', () => {
  const seeds = [
    propertySeed('a.test.ts', undefined, neverDraws),
    propertySeed('b.test.ts', undefined, neverDraws),
    propertySeed('a.test.ts', '2', neverDraws),
    propertySeed('a.test.ts', '-2', neverDraws),
  ];
  expect(new Set(seeds).size).toBe(seeds.length);
  expect(propertySeed('a.test.ts', undefined, neverDraws)).toBe(seeds[0]);
  expect(propertySeed('a.test.ts', '1', neverDraws)).toBe(seeds[0]);
  for (const seed of seeds) expect(Number.isSafeInteger(seed)).toBe(true);
});

it('draws a fresh one where it is asked to', () => {
  expect(propertySeed('a.test.ts', 'fresh', (bound) => bound - 1)).toBe(2 ** 31 - 2);
});

it.each(['', ' ', 'one', '1.5', '1e99'])('refuses "%s"', (wanted) => {
  expect(() => propertySeed('a.test.ts', wanted, neverDraws)).toThrow(
    `PROPERTY_SEED is "${wanted}"; it has to be a whole number`,
  );
});
