import { getBase58Decoder } from '@solana/kit';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { base58Text } from './base58Text.ts';

it('for all bytes, writes what the decoder of the network writes, the second time as well', () => {
  const base58 = getBase58Decoder();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const expected = base58.decode(bytes);
      expect([base58Text(bytes), base58Text(bytes)]).toEqual([expected, expected]);
    }),
  );
});

it('tells pieces of one memory apart, by their bytes and not by where they lie', () => {
  const memory = Uint8Array.of(1, 2, 3, 4, 1, 2);
  const [first, second, third] = [0, 2, 4].map((at) => base58Text(memory.subarray(at, at + 2)));
  expect(second).toBe(getBase58Decoder().decode(Uint8Array.of(3, 4)));
  expect(third).toBe(first);
  expect(second).not.toBe(first);
});

it('goes on when it has more to remember than it may', () => {
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  const first = base58Text(bytes);
  for (let number = 1; number < 10_000; number += 1) {
    view.setUint32(0, number);
    base58Text(bytes);
  }
  view.setUint32(0, 0);
  expect(base58Text(bytes)).toBe(first);
});
