import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readPrivateFile } from './readPrivateFile.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

function fileOf(text: string, mode = 0o600): string {
  const path = join(createTemporaryDirectory(), 'file');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('readPrivateFile', () => {
  it.each([0o600, 0o400, 0o644, 0o666])('reads text and mode %o', (mode) => {
    expect(readPrivateFile(fileOf('text ü', mode))).toEqual({
      kind: 'read',
      file: { text: 'text ü', mode },
    });
  });

  it('reads the mode of the file, not of a link to it', () => {
    const path = fileOf('x', 0o644);
    symlinkSync(path, `${path}-link`);
    expect(readPrivateFile(`${path}-link`)).toMatchObject({ file: { mode: 0o644 } });
  });

  it('tells missing from unreadable', () => {
    const directory = createTemporaryDirectory();
    expect(readPrivateFile(join(directory, 'none'))).toEqual({ kind: 'missing' });
    mkdirSync(join(directory, 'folder'));
    expect(readPrivateFile(join(directory, 'folder'))).toEqual({
      kind: 'unreadable',
      reason: 'it is not a file',
    });
    expect(readPrivateFile(join(fileOf('x'), 'below'))).toEqual({
      kind: 'unreadable',
      reason: 'ENOTDIR',
    });
  });

  it('refuses a file too large to be a secret', () => {
    const path = fileOf('');
    truncateSync(path, 1_048_576);
    expect(readPrivateFile(path)).toMatchObject({ kind: 'read' });
    truncateSync(path, 1_048_577);
    expect(readPrivateFile(path)).toEqual({
      kind: 'unreadable',
      reason: 'it has 1048577 bytes',
    });
  });
});
