import { getAddressDecoder } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import {
  cheapMachine,
  CHEAP_COST,
  codeOf,
  passphrase,
  PASSPHRASE_TEXT,
} from '../testing/cheapMachine.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { keystoreMachineOf, readHeader, sealSeed, withSeed } from './keystore.ts';
import { KEYSTORE_COST } from './keystoreCost.ts';

const PATH = 'keys/k.keystore.json';
const machine = cheapMachine();
const seed = Uint8Array.from({ length: 32 }, (_, index) => 101 + index);
const address = getAddressDecoder().decode(machine.importEd25519Seed(seed).publicKey);

function open(text: string, words = PASSPHRASE_TEXT): Uint8Array {
  const order = { path: PATH, text, passphrase: passphrase(words) };
  return withSeed(order, machine, (found) => Uint8Array.from(found));
}

describe('sealSeed and withSeed', () => {
  it('give the seed back to who knows the passphrase, and overwrite it after', () => {
    const text = sealSeed({ seed, passphrase: passphrase() }, machine);
    let kept: Uint8Array | undefined;
    withSeed({ path: PATH, text, passphrase: passphrase() }, machine, (found, key) => {
      expect(found).toEqual(Buffer.from(seed));
      expect(getAddressDecoder().decode(key.publicKey)).toBe(address);
      kept = found;
    });
    expect(kept?.every((byte) => byte === 0)).toBe(true);
  });

  it('overwrite the seed when its user fails as well', () => {
    const text = sealSeed({ seed, passphrase: passphrase() }, machine);
    let kept: Uint8Array | undefined;
    const failing = (found: Uint8Array): never => {
      kept = found;
      throw new Error('failed');
    };
    const order = { path: PATH, text, passphrase: passphrase() };
    expect(() => withSeed(order, machine, failing)).toThrow('failed');
    expect(kept?.every((byte) => byte === 0)).toBe(true);
  });

  it('authenticate every byte that stands before the seed', () => {
    const seen: string[] = [];
    const { keystore } = machine;
    const watching = cheapMachine({
      seal: (box, plaintext) => {
        seen.push(new TextDecoder().decode(box.associatedData));
        return keystore.seal(box, plaintext);
      },
      open: (box, sealed) => {
        seen.push(new TextDecoder().decode(box.associatedData));
        return keystore.open(box, sealed);
      },
    });
    const text = sealSeed({ seed, passphrase: passphrase() }, watching);
    withSeed({ path: PATH, text, passphrase: passphrase() }, watching, () => undefined);
    const before = text.slice(0, text.indexOf('\n  "seed"'));
    expect(seen).toEqual([before, before]);
  });

  it.each(['', 'x', `${PASSPHRASE_TEXT} `, PASSPHRASE_TEXT.toUpperCase()])(
    'tell a wrong passphrase (%j) from a damaged file',
    (words) => {
      const text = sealSeed({ seed, passphrase: passphrase() }, machine);
      expect(codeOf(() => open(text, words))).toBe('WALLET__PASSPHRASE_WRONG');
    },
  );

  it('never write the same twice', () => {
    const texts = [1, 2].map(() => sealSeed({ seed, passphrase: passphrase() }, machine));
    const different = ['salt', 'nonce', 'passphraseCheck', 'seed', 'checksum'].map((name) => {
      const [left, right] = texts.map((text) => new RegExp(`"${name}": "(\\w+)"`, 'u').exec(text));
      return left?.[1] !== right?.[1];
    });
    expect(different).toEqual([true, true, true, true, true]);
  });

  it("hide the seed in every spelling, and work at the product's cost", () => {
    const product = keystoreMachineOf(createNodePlatform());
    const text = sealSeed({ seed, passphrase: passphrase() }, product);
    expect(text).not.toContain(Buffer.from(seed).toString('hex'));
    expect(readHeader(PATH, text, product)).toMatchObject({ address, cost: KEYSTORE_COST });
    const order = { path: PATH, text, passphrase: passphrase() };
    expect(withSeed(order, product, (found) => found.length)).toBe(32);
  });

  it('refuse what costs less than the product takes, before any work', () => {
    const text = sealSeed({ seed, passphrase: passphrase() }, machine);
    const product = keystoreMachineOf(createNodePlatform());
    const order = { path: PATH, text, passphrase: passphrase() };
    expect(() => withSeed(order, product, () => undefined)).toThrow(
      expect.objectContaining({
        code: 'WALLET__KEYSTORE_COST_REFUSED',
        context: expect.objectContaining({ name: 'memoryKib', value: CHEAP_COST.memoryKib }),
      }),
    );
  });
});

describe('keystoreMachineOf', () => {
  it('refuses a platform that brings nothing for keystores', () => {
    expect(codeOf(() => keystoreMachineOf(createFakePlatform()))).toBe('CONFIG__VALUE_MISSING');
  });

  it('takes no costs over from a platform', () => {
    const { costs } = machine;
    expect(
      keystoreMachineOf({ ...createNodePlatform(), costs } as ExecutorPlatform),
    ).not.toHaveProperty('costs');
  });
});
