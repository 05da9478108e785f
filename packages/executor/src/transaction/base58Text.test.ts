import { getBase58Decoder } from '@solana/kit';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { base58Text } from './base58Text.ts';

const decoder = getBase58Decoder();

it('for all bytes: is what the chain library makes of them', () => {
  const zeros = fc.integer({ min: 0, max: 40 });
  const bytes = fc.uint8Array({ maxLength: 70 });
  fc.assert(
    fc.property(zeros, bytes, (before, rest) => {
      const whole = Uint8Array.from([...new Uint8Array(before), ...rest]);
      expect(base58Text(whole)).toBe(decoder.decode(whole));
      expect(base58Text(whole.subarray(before))).toBe(decoder.decode(rest));
    }),
    { numRuns: 500 },
  );
});

it('fills up the digits of a chunk that begins with zeros', () => {
  for (const power of [9n, 10n, 18n, 27n, 43n, 86n]) {
    for (const beside of [-1n, 0n, 1n]) {
      const hex = (58n ** power + beside).toString(16);
      const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
      expect(base58Text(bytes)).toBe(decoder.decode(bytes));
    }
  }
});
