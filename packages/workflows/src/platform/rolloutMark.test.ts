import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { readMark, writeMark } from './rolloutMark.ts';
import { rolloutDirectory } from './testing/rolloutDirectory.ts';

it('reads what was written, and 0 before', () => {
  const directory = rolloutDirectory();
  const path = join(directory, 'mark');
  expect(readMark(path)).toBe(0);
  writeMark(path, 7);
  writeMark(path, 12);
  expect(readMark(path)).toBe(12);
  expect(readdirSync(directory)).toEqual(['mark']);
});

it('takes nothing else for a number', () => {
  const path = join(rolloutDirectory(), 'mark');
  for (const text of ['', '7', '-1\n', 'seven\n', '7\n8\n']) {
    writeFileSync(path, text);
    expect(() => readMark(path)).toThrow('does not have a number');
  }
  expect(() => readMark(join(path, 'below'))).toThrow('ENOTDIR');
});
