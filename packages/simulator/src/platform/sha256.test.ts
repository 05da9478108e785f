import { expect, it } from 'vitest';

import { sha256 } from './sha256.ts';

it('hashes its parts as one text (FIPS 180-2, appendix B.1)', () => {
  const digest = sha256(Buffer.from('a'), Buffer.from('bc'));
  expect(Buffer.from(digest).toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
