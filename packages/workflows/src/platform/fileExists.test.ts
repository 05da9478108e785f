import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { fileExists, fileIdentity } from './fileExists.ts';
import { rolloutDirectory } from './testing/rolloutDirectory.ts';

it('tells what is there from what is not', () => {
  expect([fileExists(import.meta.filename), fileExists(`${import.meta.filename}.none`)]).toEqual([
    true,
    false,
  ]);
});

it('tells a file from another one that took its place', () => {
  const path = join(rolloutDirectory(), 'one');
  expect(fileIdentity(path)).toBeUndefined();
  writeFileSync(path, 'a');
  const first = fileIdentity(path);
  writeFileSync(path, 'changed');
  expect(fileIdentity(path)).toBe(first);
  writeFileSync(`${path}.other`, 'a');
  renameSync(`${path}.other`, path);
  expect(fileIdentity(path)).not.toBe(first);
});
