import { createHash } from 'node:crypto';

import { address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../testing/cheapMachine.ts';
import {
  headerText,
  keystoreText,
  parseKeystore,
  type KeystoreDocument,
} from './keystoreDocument.ts';

const PATH = 'k';
const checksum = (text: string): string => createHash('sha256').update(text).digest('hex');

const DOCUMENT: KeystoreDocument = {
  address: address('7yzyQKFsJMpinmLprh7QzF96xJfEcYkVSCoPTBPcgHGm'),
  cost: { memoryKib: 65_536, passes: 3, parallelism: 4 },
  salt: new Uint8Array(16).fill(1),
  passphraseCheck: new Uint8Array(32).fill(2),
  nonce: new Uint8Array(12).fill(3),
  sealedSeed: new Uint8Array(48).fill(4),
};
const TEXT = keystoreText(DOCUMENT, checksum);

/** The text after a change, with a checksum that fits again. */
function forged(change: (body: string) => string): string {
  const end = TEXT.lastIndexOf('\n  "checksum"');
  const body = change(TEXT.slice(0, end));
  return `${body}\n  "checksum": "${checksum(body)}"\n}\n`;
}

function refusalOf(text: string): { readonly code: string; readonly message: string } {
  try {
    parseKeystore(PATH, text, checksum);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) {
      return { code: String(cause.code), message: cause.message };
    }
  }
  throw new Error('it was not refused');
}

describe('a keystore', () => {
  it('is written like this', () => {
    expect(TEXT).toMatchInlineSnapshot(`
      "{
        "format": "quantbot-keystore",
        "version": 1,
        "address": "7yzyQKFsJMpinmLprh7QzF96xJfEcYkVSCoPTBPcgHGm",
        "kdf": {
          "name": "argon2id",
          "memoryKib": 65536,
          "passes": 3,
          "parallelism": 4,
          "salt": "01010101010101010101010101010101"
        },
        "passphraseCheck": "0202020202020202020202020202020202020202020202020202020202020202",
        "cipher": {
          "name": "aes-256-gcm",
          "nonce": "030303030303030303030303"
        },
        "seed": "040404040404040404040404040404040404040404040404040404040404040404040404040404040404040404040404",
        "checksum": "4aef4e59d94e31aaf79dbafb1638577ba42816d628e3d2d1bd7a405050324978"
      }
      "
    `);
  });

  it('is read as it was written', () => {
    expect(parseKeystore(PATH, TEXT, checksum)).toEqual(DOCUMENT);
  });

  it('authenticates all that stands before the seed', () => {
    const [before] = TEXT.split('\n  "seed"');
    expect(headerText(DOCUMENT)).toBe(before);
  });
});

describe('parseKeystore', () => {
  it.each([
    ['nothing', '', 'it is empty'],
    ['blanks', ' \n', 'it is empty'],
    ['another file', '{"a": 1}\n', 'its end is missing'],
    ['more at the end', `${TEXT}\n`, 'its end is missing'],
    ['another field', forged((body) => `${body}\n  "extra": 1,`), 'an unknown field'],
    ['a missing field', forged((body) => body.replace(/\n {2}"seed".*$/u, '')), 'seed'],
    ['no JSON', forged((body) => body.replace(',', ';')), 'it is not JSON'],
    ['another layout', forged((body) => body.replace(': ', ':  ')), 'it is not laid out'],
    ['a field twice', forged((body) => body.replace('{\n', '{\n  "seed": "",\n')), 'laid out'],
    ['capital digits', forged((body) => body.replace('"0404', '"040A')), 'seed cannot be used'],
    ['another cipher', forged((body) => body.replace('256-gcm', '256-cbc')), 'cipher.name'],
    ['another stretching', forged((body) => body.replace('argon2id', 'argon2i')), 'kdf.name'],
    ['no address', forged((body) => body.replace('7yzy', '0yzy')), 'address cannot be used'],
    ['a short salt', forged((body) => body.replace('"salt": "01', '"salt": "')), 'kdf.salt'],
    ['a huge number', forged((body) => body.replace('65536', '65536e99')), 'kdf.memoryKib'],
    ['version zero', forged((body) => body.replace('"version": 1', '"version": 0')), 'version'],
  ])('says of %s that it is damaged', (_name, text, reason) => {
    const { code, message } = refusalOf(text);
    expect(code).toBe('WALLET__KEYSTORE_DAMAGED');
    expect(message).toContain(reason);
  });

  it('says of a newer one that it is newer, and not damaged', () => {
    const newer = forged(() => '{\n  "format": "quantbot-keystore",\n  "version": 2,');
    expect(refusalOf(newer)).toEqual({
      code: 'WALLET__KEYSTORE_VERSION_NEWER',
      message: expect.stringContaining('version 2'),
    });
  });

  it('says of a solana-keygen file what it is', () => {
    expect(codeOf(() => parseKeystore(PATH, '[1,2,3]', checksum))).toBe(
      'WALLET__KEYSTORE_FORMAT_UNKNOWN',
    );
  });
});
