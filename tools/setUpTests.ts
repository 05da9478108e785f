/**
 * Run before each test file: gives its properties the seed that they draw from, its journals a place
 * in memory, and takes away what the terminal of whoever runs the tests says of colours.
 */
import { randomInt } from 'node:crypto';
import { existsSync, statfsSync } from 'node:fs';
import { relative } from 'node:path';

import { configureGlobal } from 'fast-check';
import { expect } from 'vitest';

import { PROPERTY_SEED_VARIABLE, propertySeed } from './propertySeed.ts';
import { REPOSITORY_ROOT } from './repository.ts';

const { testPath } = expect.getState();
if (testPath === undefined) throw new Error('vitest does not say which test file this is');
const path = relative(REPOSITORY_ROOT, testPath);
configureGlobal({ seed: propertySeed(path, process.env[PROPERTY_SEED_VARIABLE], randomInt) });

/**
 * These make thousands of journals. On a disk half of what they cost is that every commit waits for
 * it, and most of it where the disk is slow; a file system in memory keeps every other promise.
 * Tests with processes of their own keep to the disk.
 */
const JOURNALS = /^packages\/(?:executor|workflows)\/src\/|\/rolloutContract\.test\.ts$/u;
const MEMORY = '/dev/shm';
const MEMORY_BYTES_MIN = 4 * 2 ** 30;
const chosen = process.env['TMPDIR'];
// Files share workers: the place of one must not stay for the next. Whoever has chosen one keeps it.
if (chosen === undefined || chosen === MEMORY) {
  if (JOURNALS.test(path) && hasMemory()) process.env['TMPDIR'] = MEMORY;
  else delete process.env['TMPDIR'];
}

function hasMemory(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= MEMORY_BYTES_MIN;
}

for (const name of ['FORCE_COLOR', 'NO_COLOR', 'NODE_DISABLE_COLORS', 'COLORTERM']) {
  delete process.env[name];
}
process.env['TERM'] = 'dumb';
