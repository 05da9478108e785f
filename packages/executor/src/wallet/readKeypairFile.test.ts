import { inspect } from 'node:util';

import { getAddressEncoder, getPublicKeyFromAddress, verifySignature } from '@solana/kit';
import type { SignatureBytes } from '@solana/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { FileReading } from '../platform/executorPlatform.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { readKeypairFile } from './readKeypairFile.ts';

const PATH = '/keys/wallet.json';
const SEED = Uint8Array.from({ length: 32 }, (_, index) => 101 + index);
const PUBLIC_KEY = createNodePlatform().importEd25519Seed(SEED).publicKey;
const KEY_PAIR = [...SEED, ...PUBLIC_KEY];

function reading(value: unknown, mode = 0o600): FileReading {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { kind: 'read', file: { text, mode } };
}

function read(file: FileReading) {
  return readKeypairFile(PATH, createFakePlatform({ files: { [PATH]: file } }));
}

function refusal(file: FileReading): Error & { readonly code?: string } {
  try {
    read(file);
  } catch (cause) {
    if (cause instanceof Error) return cause;
  }
  throw new Error('it was not refused');
}

describe('default', () => {
  it.each([0o600, 0o400, 0o700])('reads a file of mode %o', (mode) => {
    const wallet = read(reading(KEY_PAIR, mode));
    expect(getAddressEncoder().encode(wallet.address)).toEqual(PUBLIC_KEY);
  });

  it('signs what the chain library accepts', async () => {
    const wallet = read(reading(KEY_PAIR));
    const message = Uint8Array.from([1, 2, 3]);
    const signature = (await wallet.sign(message)) as SignatureBytes;
    const publicKey = await getPublicKeyFromAddress(wallet.address);
    expect(signature).toHaveLength(64);
    expect(await verifySignature(publicKey, signature, message)).toBe(true);
    expect(await verifySignature(publicKey, signature, Uint8Array.from([1, 2, 4]))).toBe(false);
  });

  it('signs the same bytes the same way', async () => {
    const sign = async () => read(reading(KEY_PAIR)).sign(Uint8Array.from([9]));
    expect(await sign()).toEqual(await sign());
  });
});

describe('denies', () => {
  it('a file that is not there', () => {
    expect(refusal({ kind: 'missing' })).toMatchObject({
      code: 'WALLET__FILE_MISSING',
      context: { path: PATH },
    });
  });

  it('a file that cannot be read', () => {
    expect(refusal({ kind: 'unreadable', reason: 'EACCES' })).toMatchObject({
      code: 'WALLET__FILE_UNREADABLE',
      context: { path: PATH, reason: 'EACCES' },
    });
  });

  const laxModes = Array.from({ length: 0o100 }, (_, bits) => 0o600 | bits).slice(1);
  it.each(laxModes)('mode %o, before looking inside', (mode) => {
    expect(refusal(reading('not looked at', mode))).toMatchObject({
      code: 'WALLET__FILE_MODE_TOO_OPEN',
      context: { path: PATH, mode: `0${mode.toString(8)}` },
    });
  });

  it.each([
    ['', 'it is empty'],
    [' \n', 'it is empty'],
    [JSON.stringify(KEY_PAIR).slice(0, -1), 'it is not complete JSON'],
    ['{"secret":1}', 'it is not an array'],
    ['"text"', 'it is not an array'],
    ['null', 'it is not an array'],
  ])('the text %j', (text, reason) => {
    expect(refusal(reading(text))).toMatchObject({
      code: 'WALLET__FILE_MALFORMED',
      context: { path: PATH, reason },
    });
  });

  it.each([0, 32, 63, 65, 128])('%i numbers', (length) => {
    const numbers = Array.from({ length }, (_, index) => KEY_PAIR[index % 64]);
    expect(refusal(reading(numbers))).toMatchObject({
      code: 'WALLET__KEY_LENGTH_INVALID',
      context: { path: PATH, length },
    });
  });

  it.each([256, -1, 1.5, '7', null, true, [7], {}])('%j among the numbers', (value) => {
    expect(refusal(reading([...KEY_PAIR.slice(0, 63), value]))).toMatchObject({
      code: 'WALLET__FILE_MALFORMED',
      context: { reason: 'some of its 64 values are not whole numbers from 0 to 255' },
    });
  });

  it.each([0, 31, 32, 63])('a flipped bit in byte %i', (index) => {
    const damaged = KEY_PAIR.with(index, (KEY_PAIR[index] ?? 0) ^ 1);
    expect(refusal(reading(damaged))).toMatchObject({
      code: 'WALLET__KEY_PAIR_MISMATCH',
      context: { path: PATH },
    });
  });
});

describe('secrets', () => {
  const hex = Buffer.from(SEED).toString('hex');
  const base64 = Buffer.from(SEED).toString('base64').slice(0, 20);

  function expectSilent(value: unknown): void {
    const shown = inspect(value, { depth: Infinity, showHidden: true, maxArrayLength: null });
    const text = `${shown}\n${JSON.stringify(value)}\n${String(value)}`.replaceAll(/\s/gu, '');
    expect(text).not.toContain('101,102,103');
    expect(text).not.toContain(hex);
    expect(text).not.toContain(base64);
  }

  it('stay out of the wallet, however it is looked at', () => {
    expectSilent(read(reading(KEY_PAIR)));
  });

  it('stay out of what signing answers', async () => {
    expectSilent([...(await read(reading(KEY_PAIR)).sign(SEED))]);
  });

  it('for all damaged files, stay out of the refusal', () => {
    const text = JSON.stringify(KEY_PAIR);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string(), (cut, extra) => {
        try {
          read(reading(text.slice(0, cut) + extra + text.slice(cut)));
        } catch (cause) {
          expectSilent(cause);
        }
      }),
    );
  });
});
