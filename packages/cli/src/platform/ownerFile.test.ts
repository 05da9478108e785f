import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { ownerFileStamp, readOwnerFile, replaceOwnerFile } from './ownerFile.ts';

describe('readOwnerFile', () => {
  it('reads what its owner alone can use', () => {
    const path = join(temporaryDirectory(), 'f');
    expect(readOwnerFile(path)).toEqual({ kind: 'absent' });
    writeFileSync(path, 'text', { mode: 0o600 });
    expect(readOwnerFile(path)).toMatchObject({ kind: 'text', text: 'text' });
    chmodSync(path, 0o644);
    expect(readOwnerFile(path)).toEqual({
      kind: 'problem',
      reason: 'others can use it (mode 644); chmod 600 it',
    });
  });

  it('takes a directory for no file', () => {
    const path = join(temporaryDirectory(), 'd');
    mkdirSync(path);
    expect(readOwnerFile(path)).toMatchObject({ kind: 'problem' });
  });
});

describe('replaceOwnerFile', () => {
  it('puts a file in the place of another, for its owner alone, and tells by its stamp', () => {
    const path = join(temporaryDirectory(), 'f');
    expect(replaceOwnerFile(path, () => 'one')).toBeUndefined();
    const before = ownerFileStamp(path);
    expect(replaceOwnerFile(path, () => 'two')).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(ownerFileStamp(path)).not.toBe(before);
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  it('leaves what was there when the change cannot be made', () => {
    const path = join(temporaryDirectory(), 'f');
    replaceOwnerFile(path, () => 'one');
    expect(() =>
      replaceOwnerFile(path, () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(readFileSync(path, 'utf8')).toBe('one');
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  it('says why where it cannot write', () => {
    expect(replaceOwnerFile('/nowhere/at/all', () => '')).toContain('ENOENT');
    expect(ownerFileStamp('/nowhere/at/all')).toBeUndefined();
  });
});
