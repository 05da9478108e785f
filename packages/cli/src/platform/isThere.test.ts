import { join } from 'node:path';

import { expect, it } from 'vitest';

import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { isThere } from './isThere.ts';

it('tells whether something is at a path', () => {
  const directory = temporaryDirectory();
  expect(isThere(directory)).toBe(true);
  expect(isThere(join(directory, 'gone'))).toBe(false);
});
