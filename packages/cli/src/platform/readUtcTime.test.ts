import { expect, it } from 'vitest';

import { readUtcTime } from './readUtcTime.ts';

it.each([
  ['2026-01-31', Date.UTC(2026, 0, 31)],
  ['2026-01-31T12:30Z', Date.UTC(2026, 0, 31, 12, 30)],
  ['2026-01-31T12:30:01.5Z', Date.UTC(2026, 0, 31, 12, 30, 1, 500)],
  ['2026-13-01', undefined],
  ['2026-01-31T12:30', undefined],
  ['31.1.2026', undefined],
  ['', undefined],
])('reads %j', (text, atMs) => {
  expect(readUtcTime(text)).toBe(atMs);
});
