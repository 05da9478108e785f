import { expect, it } from 'vitest';

import { computeMinimumOut } from './buildSwap.ts';

it.each([
  [1_000n, 50, 995n],
  [999n, 50, 995n],
  [1n, 9_999, 1n],
  [1n, 10_000, 0n],
  [12_345n, 0, 12_345n],
])('rounds the slippage of %d by %d basis points down, to a minimum of %d', (out, bps, minimum) => {
  expect(computeMinimumOut(out, bps)).toBe(minimum);
});
