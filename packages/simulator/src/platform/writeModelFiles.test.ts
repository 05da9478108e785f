import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createKeyPairSignerFromBytes } from '@solana/kit';
import { expect, it } from 'vitest';

import { writeModelFiles } from './writeModelFiles.ts';

it('writes keys that only their owner can read and that are what they say', async () => {
  const files = await writeModelFiles({ directory: undefined, walletCount: 2, config: { a: 1 } });
  expect(JSON.parse(readFileSync(files.configPath, 'utf8'))).toEqual({ a: 1 });
  expect(files.wallets).toHaveLength(2);
  for (const { address, keypairPath } of files.wallets) {
    expect(statSync(keypairPath).mode & 0o777).toBe(0o600);
    const bytes = Uint8Array.from(JSON.parse(readFileSync(keypairPath, 'utf8')) as number[]);
    expect((await createKeyPairSignerFromBytes(bytes)).address).toBe(address);
  }
  await files.remove();
  expect(existsSync(files.directory)).toBe(false);
});

it('keeps a directory that the caller named, and replaces the keys in it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'model-files-'));
  const plan = { directory, walletCount: 1, config: {} };
  const first = await writeModelFiles(plan);
  const second = await writeModelFiles(plan);
  expect(second.wallets[0]?.keypairPath).toBe(first.wallets[0]?.keypairPath);
  expect(second.wallets[0]?.address).not.toBe(first.wallets[0]?.address);
  await second.remove();
  expect(existsSync(second.configPath)).toBe(true);
  rmSync(directory, { recursive: true });
});
