import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { keystoreFiles } from './keystoreFiles.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

const BYTES_MAX = 64;

function fileOf(text: string, mode = 0o600): string {
  const path = join(createTemporaryDirectory(), 'file');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('read', () => {
  it('tells the bytes, and who may do what with file and directory', () => {
    const path = fileOf('text', 0o640);
    const directory = join(path, '..');
    chmodSync(directory, 0o750);
    const user = process.getuid?.();
    expect(keystoreFiles.read(path, BYTES_MAX)).toEqual({
      kind: 'read',
      bytes: new TextEncoder().encode('text'),
      file: { path, mode: 0o640, owner: user },
      directory: { path: realpathSync(directory), mode: 0o750, owner: user },
      user,
    });
  });

  it('tells of the directory that the file is in, not of one with a link to it', () => {
    const path = fileOf('text');
    const elsewhere = createTemporaryDirectory();
    chmodSync(join(path, '..'), 0o711);
    symlinkSync(path, join(elsewhere, 'link'));
    expect(keystoreFiles.read(join(elsewhere, 'link'), BYTES_MAX)).toMatchObject({
      directory: { mode: 0o711 },
    });
  });

  it('takes as much as it may and not a byte more', () => {
    expect(keystoreFiles.read(fileOf('x'.repeat(BYTES_MAX)), BYTES_MAX).kind).toBe('read');
    expect(keystoreFiles.read(fileOf('x'.repeat(BYTES_MAX + 1)), BYTES_MAX)).toEqual({
      kind: 'unreadable',
      reason: 'it has more than 64 bytes',
    });
  });

  it('tells missing from unreadable, and waits for no pipe', () => {
    const directory = createTemporaryDirectory();
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    mkdirSync(join(directory, 'folder'));
    const unreadable = { kind: 'unreadable', reason: 'it is not a file' };
    expect(keystoreFiles.read(join(directory, 'none'), BYTES_MAX)).toEqual({ kind: 'missing' });
    expect(keystoreFiles.read(join(directory, 'folder'), BYTES_MAX)).toEqual(unreadable);
    expect(keystoreFiles.read(pipe, BYTES_MAX)).toEqual(unreadable);
    expect(keystoreFiles.read(join(fileOf('x'), 'below'), BYTES_MAX)).toEqual({
      kind: 'unreadable',
      reason: 'ENOTDIR',
    });
  });
});

it('tells who may do what with a directory', () => {
  const path = createTemporaryDirectory();
  chmodSync(path, 0o711);
  const user = process.getuid?.();
  expect(keystoreFiles.inspectDirectory(path)).toEqual({
    directory: { path, mode: 0o711, owner: user },
    user,
  });
});

describe('readDescriptor', () => {
  it('reads to the end', () => {
    const descriptor = openSync(fileOf('text'), 'r');
    expect(keystoreFiles.readDescriptor(descriptor, BYTES_MAX)).toEqual({
      kind: 'read',
      bytes: new TextEncoder().encode('text'),
    });
    closeSync(descriptor);
  });

  it('says of one that is not open that it is not', () => {
    expect(keystoreFiles.readDescriptor(987, BYTES_MAX)).toEqual({
      kind: 'unreadable',
      reason: 'EBADF',
    });
  });
});

describe('create', () => {
  it('writes a file of its owner, whatever the mask, and leaves nothing beside it', () => {
    const directory = createTemporaryDirectory();
    const path = join(directory, 'key');
    const mask = process.umask(0);
    try {
      expect(keystoreFiles.create(path, 'text')).toEqual({ kind: 'written' });
    } finally {
      process.umask(mask);
    }
    expect(readFileSync(path, 'utf8')).toBe('text');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['key']);
  });

  it('never writes over anything, a link without a target included', () => {
    const path = fileOf('before');
    const directory = join(path, '..');
    expect(keystoreFiles.create(path, 'text')).toEqual({ kind: 'exists' });
    expect(readFileSync(path, 'utf8')).toBe('before');
    symlinkSync(join(directory, 'nowhere'), join(directory, 'link'));
    expect(keystoreFiles.create(join(directory, 'link'), 'text')).toEqual({ kind: 'exists' });
    expect(readdirSync(directory)).toEqual(['file', 'link']);
  });

  it('says why nothing was written', () => {
    const path = join(createTemporaryDirectory(), 'none', 'key');
    expect(keystoreFiles.create(path, 'text')).toEqual({ kind: 'failed', reason: 'ENOENT' });
  });
});

describe('replace', () => {
  it('puts a new file in the place of the old one, with the mode of its owner alone', () => {
    const path = fileOf('before', 0o644);
    const before = statSync(path).ino;
    expect(keystoreFiles.replace(path, 'after')).toEqual({ kind: 'written' });
    expect(readFileSync(path, 'utf8')).toBe('after');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(path).ino).not.toBe(before);
    expect(readdirSync(join(path, '..'))).toEqual(['file']);
  });

  it('replaces what a link leads to, and keeps the link', () => {
    const path = fileOf('before');
    symlinkSync(path, `${path}-link`);
    keystoreFiles.replace(`${path}-link`, 'after');
    expect(readFileSync(path, 'utf8')).toBe('after');
    expect(realpathSync(`${path}-link`)).toBe(realpathSync(path));
  });
});

it('lists names in order, and tells an empty directory from none', () => {
  const directory = createTemporaryDirectory();
  expect(keystoreFiles.list(directory)).toEqual([]);
  for (const name of ['b', 'a']) writeFileSync(join(directory, name), '');
  expect(keystoreFiles.list(directory)).toEqual(['a', 'b']);
  expect(keystoreFiles.list(join(directory, 'none'))).toBeUndefined();
});
