import { expect, it } from 'vitest';

import { readTextFile } from './readTextFile.ts';

it('reads a file and throws when there is none', () => {
  expect(readTextFile(new URL(import.meta.url).pathname)).toContain('reads a file');
  expect(() => readTextFile('no-such-file.json')).toThrow('ENOENT');
});
