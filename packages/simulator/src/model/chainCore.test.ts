import { expect, it } from 'vitest';

import { happens, pick } from './chainCore.ts';

it('draws nothing for what never happens', () => {
  let draws = 0;
  const random = () => {
    draws += 1;
    return 0.5;
  };
  expect([happens({ random }, 0), draws]).toEqual([false, 0]);
  expect([happens({ random }, 0.6), happens({ random }, 0.5), draws]).toEqual([true, false, 2]);
});

it('picks below the bound', () => {
  expect(pick({ random: () => 0 }, 3)).toBe(0);
  expect(pick({ random: () => 0.999 }, 3)).toBe(2);
});
