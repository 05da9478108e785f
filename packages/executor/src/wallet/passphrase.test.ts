import { describe, expect, it } from 'vitest';

import { passphrase as secretOf } from '../testing/cheapMachine.ts';
import { PASSPHRASE_BYTES_MAX, passphraseOf, requireStrength } from './passphrase.ts';
import type { Secret } from './secret.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (secret: Secret): string => secret.use((bytes) => new TextDecoder().decode(bytes));

describe('passphraseOf', () => {
  it.each([
    ['a b', 'a b'],
    ['a\n', 'a'],
    ['a\r\n', 'a'],
    [' a ', ' a '],
    ['x'.repeat(PASSPHRASE_BYTES_MAX), 'x'.repeat(PASSPHRASE_BYTES_MAX)],
  ])('takes %j', (given, expected) => {
    expect(textOf(passphraseOf(bytesOf(given)))).toBe(expected);
  });

  it('is the same from keyboards that compose a letter and that do not', () => {
    const [composed, decomposed] = ['Zürich', 'Zu\u0308rich'].map((given) =>
      textOf(passphraseOf(bytesOf(given))),
    );
    expect(decomposed).toBe(composed);
  });

  it('overwrites what it is given, taken or not', () => {
    for (const given of [bytesOf('taken'), bytesOf('tak\u00e9n'), bytesOf('not\ntaken')]) {
      try {
        passphraseOf(given);
      } catch (cause) {
        expect(cause).toMatchObject({ code: 'WALLET__PASSPHRASE_REFUSED' });
      }
      expect(given.every((byte) => byte === 0)).toBe(true);
    }
  });

  it.each([
    ['nothing', bytesOf(''), 'it is empty'],
    ['a line without anything', bytesOf('\n'), 'it is empty'],
    ['two lines', bytesOf('a\nb'), 'it has control characters, or more than one line'],
    ['a zero byte', bytesOf('a\0b'), 'it has control characters, or more than one line'],
    ['bytes that are no text', Uint8Array.from([0x61, 0xff]), 'it is not text in UTF-8'],
    ['too much', bytesOf('x'.repeat(PASSPHRASE_BYTES_MAX + 1)), 'it has more than 1024 bytes'],
  ])('refuses %s', (_name, given, reason) => {
    expect(() => passphraseOf(given)).toThrow(
      expect.objectContaining({ code: 'WALLET__PASSPHRASE_REFUSED', context: { reason } }),
    );
  });
});

describe('requireStrength', () => {
  it('counts characters, not bytes', () => {
    expect(() => {
      requireStrength(secretOf('x'.repeat(12)));
    }).not.toThrow();
    expect(() => {
      requireStrength(secretOf('ü'.repeat(11)));
    }).toThrow(expect.objectContaining({ context: { reason: 'it has 11 characters' } }));
  });
});
