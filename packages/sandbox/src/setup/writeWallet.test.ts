import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { writeWallet } from './writeWallet.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quantbot-wallet-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('writes 64 numbers, the seed and the public key, for the owner alone', async () => {
  const { signer, keypairPath } = await writeWallet(directory);
  const bytes: number[] = JSON.parse(await readFile(keypairPath, 'utf8'));
  expect(bytes).toHaveLength(64);
  expect(bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)).toBe(true);
  const publicKey = await crypto.subtle.exportKey('raw', signer.keyPair.publicKey);
  expect(bytes.slice(32)).toEqual([...new Uint8Array(publicKey)]);
  expect((await stat(keypairPath)).mode & 0o777).toBe(0o600);
});

it('narrows the mode of a file that lay there before', async () => {
  await writeFile(join(directory, 'sandbox-wallet.json'), 'old', { mode: 0o644 });
  const { keypairPath } = await writeWallet(directory);
  expect((await stat(keypairPath)).mode & 0o777).toBe(0o600);
});

it('makes another key each time', async () => {
  const first = await writeWallet(directory);
  const second = await writeWallet(directory);
  expect(second.signer.address).not.toBe(first.signer.address);
});
