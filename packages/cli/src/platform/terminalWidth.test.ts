import { expect, it } from 'vitest';

import { terminalWidth } from './terminalWidth.ts';

it.each([
  [{ isTTY: true, columns: 80 }, 80],
  [{ isTTY: true, columns: 10 }, 40],
  [{ isTTY: true, columns: 0 }, Number.POSITIVE_INFINITY],
  [{ isTTY: false, columns: 80 }, Number.POSITIVE_INFINITY],
])('is for %j: %d', (stream, width) => {
  expect(terminalWidth(stream)).toBe(width);
});
