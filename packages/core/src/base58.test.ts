import { getAddressDecoder, isAddress } from '@solana/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isBase58Address } from './base58.ts';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

describe('isBase58Address', () => {
  it.each([
    'So11111111111111111111111111111111111111112',
    '11111111111111111111111111111111',
    'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb',
  ])('takes %s', (text) => {
    expect(isBase58Address(text)).toBe(true);
  });

  it.each([
    '',
    '1'.repeat(31),
    '1'.repeat(33),
    'z'.repeat(44),
    'So1111111111111111111111111111111111111111O',
    'So1111111111111111111111111111111111111111 ',
    '0x1111111111111111111111111111111111111111',
  ])('refuses "%s"', (text) => {
    expect(isBase58Address(text)).toBe(false);
  });

  it('for all 32 bytes, takes their address', () => {
    const decoder = getAddressDecoder();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(isBase58Address(decoder.decode(bytes))).toBe(true);
      }),
    );
  });

  it('for all texts of base58 characters, agrees with the chain library', () => {
    const text = fc
      .array(fc.constantFrom(...Array.from(ALPHABET)), { minLength: 30, maxLength: 46 })
      .map((characters) => characters.join(''));
    const leadingOnes = fc
      .tuple(fc.integer({ min: 0, max: 34 }), text)
      .map(([count, rest]) => `${'1'.repeat(count)}${rest}`.slice(0, 44));
    fc.assert(
      fc.property(fc.oneof(text, leadingOnes), (candidate) => {
        expect(isBase58Address(candidate)).toBe(isAddress(candidate));
      }),
      { numRuns: 1_000 },
    );
  });

  it('for all texts, agrees with the chain library', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 0, maxLength: 50 }), (candidate) => {
        expect(isBase58Address(candidate)).toBe(isAddress(candidate));
      }),
    );
  });
});
