import { mkdirSync } from 'node:fs';

import { expect, it } from 'vitest';

import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { demoDataDirectory, readDemoJournal } from './demoJournal.ts';

it('keeps the journal with the sandbox, and names it when it cannot be read', () => {
  const sandbox = { directory: temporaryDirectory() };
  const directory = demoDataDirectory(sandbox);
  expect(directory).toBe(`${sandbox.directory}/data`);
  mkdirSync(directory);
  expect(() => readDemoJournal(sandbox, () => 0)).toThrow(
    expect.objectContaining({
      code: 'JOURNAL__UNAVAILABLE',
      message: expect.stringContaining(directory),
    }),
  );
});
