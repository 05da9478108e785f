import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { indexOfSurfnetBlockhash, surfnetBlockhash } from './surfnetBlockhash.ts';

it('writes blockhashes as the embedded chain does', () => {
  expect(surfnetBlockhash(2n)).toBe('SURFNETxSAFEHASHxxxxxxxxxxxxxxxxxxxxxxxxxx2');
  expect(surfnetBlockhash(0x26n)).toBe('SURFNETxSAFEHASHxxxxxxxxxxxxxxxxxxxxxxxxx26');
  expect(surfnetBlockhash(0x20n)).toBe('SURFNETxSAFEHASHxxxxxxxxxxxxxxxxxxxxxxxxx2x');
});

it('reads every blockhash back that it writes', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n }), (index) => {
      expect(indexOfSurfnetBlockhash(surfnetBlockhash(index))).toBe(index);
    }),
  );
});

it('knows other blockhashes as such', () => {
  expect(indexOfSurfnetBlockhash('11111111111111111111111111111111')).toBeUndefined();
  expect(indexOfSurfnetBlockhash('')).toBeUndefined();
});
