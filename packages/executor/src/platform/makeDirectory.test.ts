import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { makeDirectory } from './makeDirectory.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

describe('makeDirectory', () => {
  it('makes what is missing above it as well, for this user alone, and leaves what is there', () => {
    const above = join(createTemporaryDirectory(), 'a');
    const path = join(above, 'b', 'c');
    makeDirectory(path);
    makeDirectory(path);
    makeDirectory(`${above}/b/d/`);
    for (const made of [above, path]) expect(statSync(made).mode & 0o777).toBe(0o700);
    expect(existsSync(join(above, 'b', 'd'))).toBe(true);
  });

  it('says what is in the way, and comes back', () => {
    const directory = createTemporaryDirectory();
    const file = join(directory, 'file');
    writeFileSync(file, '');
    symlinkSync(join(directory, 'nothing'), join(directory, 'link'));
    expect(() => makeDirectory(file)).toThrow(/EEXIST/u);
    expect(() => makeDirectory(join(file, 'below'))).toThrow(/ENOTDIR/u);
    expect(() => makeDirectory(join(directory, 'link'))).toThrow(/ENOENT/u);
    expect(() => makeDirectory(join(directory, 'link', 'below'))).toThrow(/ENOENT/u);
    expect(() => makeDirectory(join(directory, 'x'.repeat(300)))).toThrow(/ENAMETOOLONG/u);
    expect(() => makeDirectory('')).toThrow(/ENOENT/u);
  });

  it.runIf(existsSync('/proc/self'))('comes back where nobody can make one', () => {
    expect(() => makeDirectory('/proc/quantbot')).toThrow(/ENOENT/u);
    expect(() => makeDirectory('/proc/quantbot/below')).toThrow(/ENOENT/u);
  });
});
