import { describe, expect, it } from 'vitest';

import { keystoreCrypto } from './keystoreCrypto.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

describe('stretchPassphrase', () => {
  // Test values of the reference implementation of Argon2, version 0x13.
  it.each([
    ['password', 65_536, 2, 1, '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'],
    ['password', 256, 2, 1, '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
    ['password', 256, 2, 2, '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037'],
  ])('makes of %s with %i KiB, %i passes and %i lanes what it must', (...row) => {
    const [passphrase, memoryKib, passes, parallelism, expected] = row;
    const stretched = keystoreCrypto.stretchPassphrase({
      passphrase: text(passphrase),
      salt: text('somesalt'),
      memoryKib,
      passes,
      parallelism,
      bytes: 32,
    });
    expect(hex(stretched)).toBe(expected);
  });
});

describe('expandKey', () => {
  // RFC 5869, appendix A.3: SHA-256, no salt, no info.
  it('makes what the RFC shows', () => {
    const key = new Uint8Array(22).fill(0x0b);
    expect(hex(keystoreCrypto.expandKey({ key, purpose: '', bytes: 42 }))).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    );
  });

  it('makes another key for another purpose', () => {
    const key = new Uint8Array(32);
    const made = ['a', 'b'].map((purpose) => keystoreCrypto.expandKey({ key, purpose, bytes: 32 }));
    expect(hex(made[0])).not.toBe(hex(made[1]));
  });
});

describe('seal and open', () => {
  const box = {
    key: new Uint8Array(32).fill(1),
    nonce: new Uint8Array(12).fill(2),
    associatedData: text('header'),
  };
  const sealed = keystoreCrypto.seal(box, text('seed'));

  it('give back what was sealed', () => {
    expect(sealed).toHaveLength(4 + 16);
    expect(keystoreCrypto.open(box, sealed)).toEqual(Buffer.from('seed'));
  });

  it.each([
    ['key', { ...box, key: new Uint8Array(32) }],
    ['nonce', { ...box, nonce: new Uint8Array(12) }],
    ['header', { ...box, associatedData: text('Header') }],
  ])('give nothing for another %s', (_name, other) => {
    expect(keystoreCrypto.open(other, sealed)).toBeUndefined();
  });

  it('give nothing when a byte of the ciphertext or the tag is another', () => {
    for (let index = 0; index < sealed.length; index += 1) {
      const other = Uint8Array.from(sealed);
      other[index] = (other[index] ?? 0) ^ 1;
      expect(keystoreCrypto.open(box, other)).toBeUndefined();
    }
  });
});

it('draws bytes that are not the same twice', () => {
  const drawn = [1, 2].map(() => hex(keystoreCrypto.randomBytes(32)));
  expect(new Set(drawn).size).toBe(2);
});

it.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'aa', false],
])('compares %s with %s', (left, right, expected) => {
  expect(keystoreCrypto.isEqual(text(left), text(right))).toBe(expected);
});
