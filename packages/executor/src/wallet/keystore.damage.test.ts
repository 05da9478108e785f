import { createHash } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { cheapMachine, codeOf, guardedBytes, passphrase } from '../testing/cheapMachine.ts';
import { sealSeed } from './keystore.ts';
import { openKeystore } from './keystoreFile.ts';

const SEED = Uint8Array.from({ length: 32 }, (_, index) => 101 + index);
const TEXT = sealSeed({ seed: SEED, passphrase: passphrase() }, cheapMachine());
const BYTES = new TextEncoder().encode(TEXT);
const CHECKSUM_LINE = '\n  "checksum": ';

// Most of the time of a refusal goes into the trace of its stack, which nobody reads here.
const { stackTraceLimit } = Error;

beforeAll(() => {
  Error.stackTraceLimit = 0;
});

afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

let bytesRead: Uint8Array = BYTES;
const machine = cheapMachine({ read: () => guardedBytes(bytesRead) });
const words = passphrase();

/** Opens bytes as if they were the file, with the right passphrase. */
function openCode(bytes: Uint8Array): string {
  bytesRead = bytes;
  return codeOf(() => openKeystore('keys/k.keystore.json', words, machine));
}

function flipped(index: number, mask: number): Uint8Array {
  return BYTES.with(index, (BYTES[index] ?? 0) ^ mask);
}

describe('a keystore that accident has changed', () => {
  it('opens while it is whole', () => {
    expect(openCode(BYTES)).toBe('opened');
  });

  it('is damaged wherever it was cut off', () => {
    const codes = Array.from(BYTES, (_, length) => openCode(BYTES.slice(0, length)));
    expect(new Set(codes)).toEqual(new Set(['WALLET__KEYSTORE_DAMAGED']));
  });

  it('is damaged whatever byte became whatever other', () => {
    const opened: string[] = [];
    for (let index = 0; index < BYTES.length; index += 1) {
      for (let mask = 1; mask < 256; mask += 1) {
        const code = openCode(flipped(index, mask));
        const isKeypairLook = index === 0 && code === 'WALLET__KEYSTORE_FORMAT_UNKNOWN';
        if (code !== 'WALLET__KEYSTORE_DAMAGED' && !isKeypairLook) opened.push(`${index}: ${code}`);
      }
    }
    expect(opened).toEqual([]);
  });

  it('is damaged wherever a byte is missing or too many', () => {
    const codes = Array.from(BYTES).flatMap((byte, index) => [
      openCode(Uint8Array.from(Array.from(BYTES).toSpliced(index, 1))),
      openCode(Uint8Array.from(Array.from(BYTES).toSpliced(index, 0, byte))),
    ]);
    expect(new Set(codes)).toEqual(new Set(['WALLET__KEYSTORE_DAMAGED']));
  });
});

/** What a change of a line answers whose checksum was made to fit. Each field has an own answer. */
const ANSWERS: ReadonlyArray<readonly [line: RegExp, codes: readonly string[]]> = [
  [/"address"/u, ['WALLET__KEYSTORE_TAMPERED']],
  [
    /"(?:memoryKib|passes|parallelism)"/u,
    ['WALLET__KEYSTORE_COST_REFUSED', 'WALLET__PASSPHRASE_WRONG'],
  ],
  // Another salt makes another key of the same passphrase: nobody could tell it from a wrong one.
  [/"salt"/u, ['WALLET__PASSPHRASE_WRONG']],
  [/"passphraseCheck"/u, ['WALLET__PASSPHRASE_WRONG']],
  [/"nonce"/u, ['WALLET__KEYSTORE_TAMPERED']],
  [/"seed"/u, ['WALLET__KEYSTORE_TAMPERED']],
  [/"version"/u, ['WALLET__KEYSTORE_VERSION_NEWER']],
];

describe('a keystore that somebody has changed, with a checksum that fits again', () => {
  const body = TEXT.slice(0, TEXT.indexOf(CHECKSUM_LINE));

  function forge(index: number, mask: number): Uint8Array {
    const changed = Buffer.from(body).with(index, (Buffer.from(body)[index] ?? 0) ^ mask);
    const text = Buffer.from(changed).toString('utf8');
    const checksum = createHash('sha256').update(text).digest('hex');
    return Buffer.from(`${text}${CHECKSUM_LINE}"${checksum}"\n}\n`);
  }

  it('never opens, and says what it can', () => {
    const seen = new Map<string, Set<string>>();
    for (let index = 0; index < body.length; index += 1) {
      const start = body.lastIndexOf('\n', index - 1) + 1;
      const line = body.slice(start, body.indexOf('\n', start));
      for (let bit = 0; bit < 8; bit += 1) {
        const code = openCode(forge(index, 1 << bit));
        const [, own = []] = ANSWERS.find(([pattern]) => pattern.test(line)) ?? [];
        const allowed = [...own, 'WALLET__KEYSTORE_DAMAGED', 'WALLET__KEYSTORE_FORMAT_UNKNOWN'];
        expect(allowed, `bit ${bit} of byte ${index} in ${line}`).toContain(code);
        seen.set(line, (seen.get(line) ?? new Set()).add(code));
      }
    }
    for (const [pattern, codes] of ANSWERS) {
      const found = [...seen].flatMap(([line, given]) => (pattern.test(line) ? [...given] : []));
      expect(found).toEqual(expect.arrayContaining([...codes]));
    }
  });
});
