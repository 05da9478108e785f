import { expect, it } from 'vitest';

import { slotGapMinOf } from './slotGapMin.ts';

it.each([
  ['mainnet-beta', 10_000_000n],
  ['testnet', 0n],
  ['devnet', 0n],
  ['sandbox', 0n],
] as const)('is on %s %s', (cluster, gap) => {
  expect(slotGapMinOf(cluster)).toBe(gap);
});
