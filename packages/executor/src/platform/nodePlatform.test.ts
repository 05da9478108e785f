import { statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

import {
  createKeyPairFromPrivateKeyBytes,
  getAddressFromPublicKey,
  getAddressDecoder,
  signBytes,
} from '@solana/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createNodePlatform } from './nodePlatform.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

const platform = createNodePlatform();

describe('importEd25519Seed', () => {
  it('for all seeds and messages, agrees with the chain library', async () => {
    const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
    await fc.assert(
      fc.asyncProperty(seed, fc.uint8Array(), async (bytes, message) => {
        const key = platform.importEd25519Seed(bytes);
        const pair = await createKeyPairFromPrivateKeyBytes(Uint8Array.from(bytes));
        const signature = await signBytes(pair.privateKey, Uint8Array.from(message));
        expect(getAddressDecoder().decode(key.publicKey)).toBe(
          await getAddressFromPublicKey(pair.publicKey),
        );
        expect(key.sign(message)).toEqual(new Uint8Array(signature));
      }),
      { numRuns: 20 },
    );
  });

  it('keeps the seed inside', () => {
    const key = platform.importEd25519Seed(new Uint8Array(32).fill(171));
    const shown = inspect(key, { depth: Infinity, showHidden: true });
    expect(shown).not.toMatch(/171,\s*171,\s*171|abababab/u);
  });

  it.each([0, 31, 33, 64])('refuses a seed of %i bytes', (length) => {
    expect(() => platform.importEd25519Seed(new Uint8Array(length))).toThrow();
  });
});

describe('createNodePlatform', () => {
  it('has a clock that does not go back and names that are not given twice', () => {
    const before = platform.monotonicMs();
    expect(platform.monotonicMs()).toBeGreaterThanOrEqual(before);
    const names = new Set(Array.from({ length: 1_000 }, () => platform.uniqueId()));
    expect(names.size).toBe(1_000);
    expect(platform.uniqueId()).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-/u);
    const chance = platform.random();
    expect(chance).toBeGreaterThanOrEqual(0);
    expect(chance).toBeLessThan(1);
  });

  it('hashes as everybody does', () => {
    const digest = Buffer.from(platform.sha256(new TextEncoder().encode('abc'))).toString('hex');
    // FIPS 180-2, appendix B.1.
    expect(digest).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(platform.sha256Hex('abc')).toBe(digest);
    const text = 'ä€😀\ud800';
    const bytes = platform.sha256(new TextEncoder().encode(text));
    expect(platform.sha256Hex(text)).toBe(Buffer.from(bytes).toString('hex'));
  });

  it('lets everything that is ready run before the next turn', async () => {
    const order: string[] = [];
    const turn = platform.nextTurn().then(() => order.push('turn'));
    for (const name of ['first', 'second']) {
      void Promise.resolve()
        .then(() => undefined)
        .then(() => order.push(name));
    }
    await turn;
    expect(order).toEqual(['first', 'second', 'turn']);
  });

  it('cuts a delay short with an AbortError', async () => {
    const abort = new AbortController();
    const waiting = platform.delay(60_000, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect(platform.delay(60_000, abort.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    await expect(platform.delay(0)).resolves.toBeUndefined();
  });

  it('makes directories for their owner alone, and minds none that is there', () => {
    const path = join(createTemporaryDirectory(), 'a', 'b');
    platform.ensureDirectory(path);
    platform.ensureDirectory(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });
});
