import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { packageVersion } from './packageVersion.ts';

it('answers the version in package.json', () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  expect(packageVersion()).toBe(JSON.parse(text).version);
});
