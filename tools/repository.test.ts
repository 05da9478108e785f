import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { readRepository } from './repository.ts';

it('reads text files in order and leaves out what is not written by hand', () => {
  const root = mkdtempSync(join(tmpdir(), 'repository-'));
  try {
    for (const directory of ['b', 'dist', 'node_modules', '.git', 'a/generated']) {
      mkdirSync(join(root, directory), { recursive: true });
      writeFileSync(join(root, directory, 'file.ts'), directory);
    }
    writeFileSync(join(root, 'a', 'page.md'), 'page');
    writeFileSync(join(root, 'a', 'image.png'), 'bytes');
    expect(readRepository(root)).toEqual([
      { path: 'a/page.md', text: 'page' },
      { path: 'b/file.ts', text: 'b' },
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

it('reads this repository', () => {
  const paths = readRepository().map(({ path }) => path);
  expect(paths).toContain('tools/repository.ts');
  expect(paths.some((path) => path.includes('node_modules/'))).toBe(false);
});
