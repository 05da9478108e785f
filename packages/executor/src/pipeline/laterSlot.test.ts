import { expect, it } from 'vitest';

import { laterSlot } from './laterSlot.ts';

it.each([
  [undefined, 5n, 5n],
  [4n, 5n, 5n],
  [6n, 5n, 6n],
])('of %s and %s is %s', (known, slot, later) => {
  expect(laterSlot(known, slot)).toBe(later);
});
