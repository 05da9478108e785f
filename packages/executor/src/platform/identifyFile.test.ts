import { appendFileSync, copyFileSync, renameSync, statSync, writeFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { identifyFile } from './identifyFile.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

function writtenTwice(path: string): void {
  writeFileSync(path, 'first');
  // The kernel's clock for files moves a few times in a hundredth of a second.
  while (
    statSync(path, { bigint: true }).ctimeNs === statSync(path, { bigint: true }).birthtimeNs
  ) {
    appendFileSync(path, 'more');
  }
}

it('knows a file again, however it is written to and wherever it is moved in its file system', () => {
  const directory = createTemporaryDirectory();
  const path = `${directory}/journal`;
  writtenTwice(path);
  const identity = identifyFile(path);
  appendFileSync(path, 'last');
  expect(identifyFile(path)).toEqual(identity);
  renameSync(path, `${directory}/moved`);
  expect(identifyFile(`${directory}/moved`)).toEqual(identity);
});

it('tells a copy by both, and a file that was just made by its inode alone', () => {
  const directory = createTemporaryDirectory();
  const path = `${directory}/journal`;
  writtenTwice(path);
  const original = identifyFile(path);
  expect(BigInt(original.bornAtNs ?? 0)).toBeGreaterThan(0n);
  copyFileSync(path, `${directory}/copy`);
  appendFileSync(`${directory}/copy`, '');
  const copy = identifyFile(`${directory}/copy`);
  expect(copy.inode).not.toBe(original.inode);
  expect(copy.bornAtNs).not.toBe(original.bornAtNs);
});

it('throws for what is not there', () => {
  expect(() => identifyFile(`${createTemporaryDirectory()}/nothing`)).toThrow('ENOENT');
});
