import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createNodePlatform } from './nodePlatform.ts';
import { verifyEd25519 } from './verifyEd25519.ts';

const key = createNodePlatform().importEd25519Seed(new Uint8Array(32).fill(7));
const { publicKey } = key;

describe('verifyEd25519', () => {
  it('accepts what the key signed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_300 }), (message) => {
        expect(verifyEd25519({ publicKey, signature: key.sign(message), message })).toBe(true);
      }),
    );
  });

  it('for all single flipped bits of message, signature or key, accepts nothing', () => {
    const message = new Uint8Array(40).fill(1);
    const whole = [...message, ...key.sign(message), ...publicKey];
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), (index, bit) => {
        const flipped = Uint8Array.from(whole.with(index, (whole[index] ?? 0) ^ (1 << bit)));
        const claim = {
          message: flipped.subarray(0, 40),
          signature: flipped.subarray(40, 104),
          publicKey: flipped.subarray(104),
        };
        expect(verifyEd25519(claim)).toBe(false);
      }),
    );
  });

  it.each([
    ['a signature of 63 bytes', { signature: new Uint8Array(63) }],
    ['a signature of 65 bytes', { signature: new Uint8Array(65) }],
    ['no signature', { signature: new Uint8Array() }],
    ['a key of 31 bytes', { publicKey: new Uint8Array(31) }],
    ['a key of 33 bytes', { publicKey: new Uint8Array(33) }],
  ])('takes %s for none', (_name, changed) => {
    const message = Uint8Array.of(1, 2, 3);
    const claim = { publicKey, signature: key.sign(message), message, ...changed };
    expect(verifyEd25519(claim)).toBe(false);
  });

  it('tells many keys apart', () => {
    const message = Uint8Array.of(5);
    const machine = createNodePlatform();
    const many = Array.from({ length: 100 }, (_, index) =>
      machine.importEd25519Seed(new Uint8Array(32).fill(index)),
    );
    for (const [index, { publicKey: own, sign }] of many.entries()) {
      const signature = sign(message);
      const other = many[(index + 1) % many.length]?.publicKey ?? own;
      expect(verifyEd25519({ publicKey: own, signature, message })).toBe(true);
      expect(verifyEd25519({ publicKey: other, signature, message })).toBe(false);
    }
  });
});
