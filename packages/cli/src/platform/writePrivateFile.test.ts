import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { writePrivateFile } from './writePrivateFile.ts';

describe('writePrivateFile', () => {
  it('writes a file for its owner alone', () => {
    const path = join(temporaryDirectory(), 'new.env');
    writePrivateFile(path, 'A=1\n');
    expect(readFileSync(path, 'utf8')).toBe('A=1\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('tightens the mode of a file that was there before, and replaces all of it', () => {
    const path = join(temporaryDirectory(), 'old.env');
    writeFileSync(path, 'OLD=something long\n', { mode: 0o644 });
    writePrivateFile(path, 'A=1\n');
    expect(readFileSync(path, 'utf8')).toBe('A=1\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('names a file that cannot be written', () => {
    expect(() => writePrivateFile('/nonexistent/a.env', '')).toThrow(
      expect.objectContaining({ code: 'CONFIG__FILE_UNWRITABLE' }),
    );
  });
});
