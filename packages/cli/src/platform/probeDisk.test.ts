import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { probeDisk } from './probeDisk.ts';

it('makes the directory as the journal would, and leaves nothing in it', () => {
  const directory = join(temporaryDirectory(), 'deep', 'data');
  const probe = probeDisk(directory);
  expect(probe).toMatchObject({ mode: 0o700 });
  if ('problem' in probe) throw new Error(probe.problem);
  expect(probe.freeBytes).toBeGreaterThan(0);
  expect(probe.syncMs).toHaveLength(5);
  expect(probe.syncMs.toSorted((one, other) => one - other)).toEqual(probe.syncMs);
  expect(readdirSync(directory)).toEqual([]);
  expect(statSync(directory).isDirectory()).toBe(true);
});

it('tells a path that is no directory', () => {
  const path = join(temporaryDirectory(), 'file');
  writeFileSync(path, '');
  expect(probeDisk(path)).toMatchObject({ problem: expect.stringContaining('EEXIST') });
});
