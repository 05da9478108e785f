import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { keystoreFiles } from '../platform/keystoreFiles.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { readPassphraseDescriptor, readPassphraseFile } from './readPassphraseFile.ts';
import type { Secret } from './secret.ts';

const TEXT = 'correct horse battery staple';
const textOf = (secret: Secret): string => secret.use((bytes) => new TextDecoder().decode(bytes));

function fileOf(text: string, mode = 0o600): string {
  const path = join(createTemporaryDirectory(), 'passphrase');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('readPassphraseFile', () => {
  it('reads one line of a file', () => {
    expect(textOf(readPassphraseFile(fileOf(`${TEXT}\n`), keystoreFiles))).toBe(TEXT);
  });

  it('reads a pipe to its end', async () => {
    const path = join(createTemporaryDirectory(), 'pipe');
    execFileSync('mkfifo', [path]);
    const writer = spawn('sh', ['-c', `printf '${TEXT}' > ${path}`]);
    const ended = once(writer, 'close');
    expect(textOf(readPassphraseFile(path, keystoreFiles))).toBe(TEXT);
    await ended;
  });

  it.each([
    ['that others can read', () => fileOf(TEXT, 0o644), 'its mode is 0644'],
    ['that is not there', () => join(createTemporaryDirectory(), 'no'), 'there is no such file'],
    ['that is a directory', () => createTemporaryDirectory(), 'it is not a file'],
    ['with too much in it', () => fileOf('x'.repeat(1_027)), 'it has more than 1026 bytes'],
  ])('refuses one %s, without a word of it', (_name, make, reason) => {
    const path = make();
    expect(() => readPassphraseFile(path, keystoreFiles)).toThrow(
      expect.objectContaining({
        code: 'WALLET__PASSPHRASE_UNREADABLE',
        context: { source: path, reason: expect.stringContaining(reason) },
        message: expect.not.stringContaining(TEXT),
      }),
    );
  });
});

describe('readPassphraseDescriptor', () => {
  it('reads what it was given', () => {
    const descriptor = openSync(fileOf(TEXT), 'r');
    expect(textOf(readPassphraseDescriptor(descriptor, keystoreFiles))).toBe(TEXT);
    closeSync(descriptor);
  });

  it('names one that is not open', () => {
    expect(() => readPassphraseDescriptor(987, keystoreFiles)).toThrow(
      expect.objectContaining({
        code: 'WALLET__PASSPHRASE_UNREADABLE',
        context: { source: 'descriptor 987', reason: 'EBADF' },
      }),
    );
  });
});
