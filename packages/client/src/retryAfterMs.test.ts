import { expect, it } from 'vitest';

import { retryAfterMs } from './retryAfterMs.ts';

const NOW_MS = Date.UTC(2030, 0, 1);
const until = (date: string): number | undefined => {
  const atMs = Date.parse(date);
  return Number.isNaN(atMs) ? undefined : atMs - NOW_MS;
};

it.each([
  [null, undefined],
  ['', undefined],
  ['0', 0],
  [' 12 ', 12_000],
  ['-1', undefined],
  ['1.5', undefined],
  ['9999999999', undefined],
  ['soon', undefined],
  ['Tue, 01 Jan 2030 00:00:30 GMT', 30_000],
  ['Mon, 31 Dec 2029 00:00:00 GMT', 0],
  ['Mon, 3x Dec', undefined],
])('reads %j as %s', (header, milliseconds) => {
  expect(retryAfterMs(header, until)).toBe(milliseconds);
});
