/**
 * Run before each test file: gives its properties the seed that they draw from, and takes away what
 * the terminal of whoever runs the tests says of colours.
 */
import { randomInt } from 'node:crypto';
import { relative } from 'node:path';

import { configureGlobal } from 'fast-check';
import { expect } from 'vitest';

import { PROPERTY_SEED_VARIABLE, propertySeed } from './propertySeed.ts';
import { REPOSITORY_ROOT } from './repository.ts';

const { testPath } = expect.getState();
if (testPath === undefined) throw new Error('vitest does not say which test file this is');
const path = relative(REPOSITORY_ROOT, testPath);
configureGlobal({ seed: propertySeed(path, process.env[PROPERTY_SEED_VARIABLE], randomInt) });

for (const name of ['FORCE_COLOR', 'NO_COLOR', 'NODE_DISABLE_COLORS', 'COLORTERM']) {
  delete process.env[name];
}
process.env['TERM'] = 'dumb';
