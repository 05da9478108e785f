import { expect, it } from 'vitest';

import { isoTime } from './isoTime.ts';

it('writes a moment in UTC, and a number that is none as it is', () => {
  expect(isoTime(0)).toBe('1970-01-01T00:00:00.000Z');
  expect(isoTime(Number.NaN)).toBe('NaN');
  expect(isoTime(1e300)).toBe('1e+300');
});
