import { getAddressDecoder } from '@solana/kit';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { addressText } from './addressText.ts';

const decoder = getAddressDecoder();

it('for all bytes: is what the chain library makes of them, the first time and again', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(bytes, bytes, (first, second) => {
      const both = Uint8Array.from([...first, ...second]);
      for (const _turn of [1, 2]) {
        expect(addressText(first)).toBe(decoder.decode(first));
        expect(addressText(both, 32)).toBe(decoder.decode(second));
      }
    }),
  );
});

it('takes no fewer bytes than an address has', () => {
  expect(() => addressText(new Uint8Array(31))).toThrow(/32/u);
  const longer = new Uint8Array(64);
  expect(addressText(longer)).toBe(decoder.decode(longer));
  expect(() => addressText(longer.subarray(0, 31))).toThrow(/32/u);
  expect(() => addressText(longer, 33)).toThrow(/32/u);
});

it('goes on when more addresses came than it keeps', () => {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (let number = 0; number < 5_000; number += 1) {
    view.setUint32(0, number);
    addressText(bytes);
  }
  expect(addressText(bytes)).toBe(decoder.decode(bytes));
});
