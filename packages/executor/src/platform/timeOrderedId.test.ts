import { randomUUID } from 'node:crypto';

import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { timeOrderedId } from './timeOrderedId.ts';

const TIME_MS_MAX = 2 ** 48 - 1;

it('writes the time of the example of RFC 9562', () => {
  expect(timeOrderedId(0x017f22e279b0, '919108f7-52d1-4cc3-98c4-dc0c0c07398f')).toBe(
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
  );
});

it('is a UUID of version 7 for all times, and sorts as they do', () => {
  const time = fc.integer({ min: 0, max: TIME_MS_MAX });
  fc.assert(
    fc.property(time, time, (one, other) => {
      const [left, right] = [timeOrderedId(one, randomUUID()), timeOrderedId(other, randomUUID())];
      expect(left).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u);
      if (one !== other) expect(left < right).toBe(one < other);
    }),
  );
});
