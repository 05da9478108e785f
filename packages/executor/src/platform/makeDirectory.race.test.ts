import type * as fileSystem from 'node:fs';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, it, vi } from 'vitest';

import { makeDirectory } from './makeDirectory.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

const others = vi.hoisted(() => ({ meanwhile: new Map<string, () => void>() }));

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof fileSystem>();
  const mkdirSync = (path: string, options: object): void => {
    try {
      real.mkdirSync(path, options);
    } finally {
      others.meanwhile.get(path)?.();
      others.meanwhile.delete(path);
    }
  };
  return { ...real, mkdirSync };
});

const { mkdirSync } = await vi.importActual<typeof fileSystem>('node:fs');

it('makes a directory although another process makes the one above it at the same time', () => {
  const path = join(createTemporaryDirectory(), 'a', 'b');
  others.meanwhile.set(path, () => mkdirSync(dirname(path)));
  makeDirectory(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

it('takes a directory that another process makes before it does', () => {
  const path = join(createTemporaryDirectory(), 'a', 'b');
  others.meanwhile.set(dirname(path), () => mkdirSync(path));
  makeDirectory(path);
  expect(statSync(path).isDirectory()).toBe(true);
});
