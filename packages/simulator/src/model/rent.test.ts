import { expect, it } from 'vitest';

import { rentLamportsOf } from './rent.ts';

it('charges what the chain has charged for years', () => {
  expect(rentLamportsOf(0)).toBe(890_880n);
  expect(rentLamportsOf(82)).toBe(1_461_600n);
  expect(rentLamportsOf(165)).toBe(2_039_280n);
});
