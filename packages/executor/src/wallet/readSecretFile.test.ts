import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { keystoreFiles } from '../platform/keystoreFiles.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { readSecretFile } from './readSecretFile.ts';

function written(text: string, mode = 0o600): string {
  const path = join(createTemporaryDirectory(), 'secret');
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
}

const read = (path: string): string =>
  readSecretFile(path, keystoreFiles).use((bytes) => new TextDecoder().decode(bytes));

describe('readSecretFile', () => {
  it.each([
    ['token', 'token'],
    ['token\n', 'token'],
    ['token\r\n', 'token'],
    ['line\nline\n', 'line\nline'],
  ])('reads %j', (text, expected) => {
    expect(read(written(text))).toBe(expected);
  });

  it.each([
    ['', 0o600, 'empty'],
    ['\n', 0o600, 'empty'],
    ['token', 0o640, 'others than its owner'],
    ['x'.repeat(16_385), 0o600, '16384'],
  ])('refuses a file that is too open, empty or too long: %#', (text, mode, says) => {
    expect(() => read(written(text, mode))).toThrow(says);
  });

  it('refuses what is not there', () => {
    expect(() => read('/nowhere/secret')).toThrow('no such file');
  });
});
