import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { temporaryFolder } from './temporaryFolder.ts';

it('is for this user alone, and gone with everything in it', () => {
  let path = '';
  {
    using folder = temporaryFolder();
    ({ path } = folder);
    writeFileSync(join(path, 'file'), 'text');
    expect(statSync(path).mode & 0o777).toBe(0o700);
  }
  expect(existsSync(path)).toBe(false);
});
