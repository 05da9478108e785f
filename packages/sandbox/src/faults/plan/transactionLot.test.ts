import { expect, it } from 'vitest';

import { transactionLot } from './transactionLot.ts';

const SIGNATURES = Array.from({ length: 2_000 }, (_, index) => `signature-${index}`);

it('draws the same lot for the same seed and signature, and spreads lots evenly', () => {
  const lots = SIGNATURES.map((signature) => transactionLot(7, signature));
  expect(SIGNATURES.map((signature) => transactionLot(7, signature))).toEqual(lots);
  expect(SIGNATURES.map((signature) => transactionLot(8, signature))).not.toEqual(lots);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => lots.filter((lot) => Math.floor(lot * 10) === tenth).length,
  );
  expect(Math.min(...tenths)).toBeGreaterThan(140);
  expect(Math.max(...tenths)).toBeLessThan(260);
});
