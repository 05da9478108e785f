import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { HaltFileReading } from './executorPlatform.ts';
import { haltFiles } from './haltFiles.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

function pathIn(directory = createTemporaryDirectory()): string {
  return join(directory, 'HALT');
}

describe('a halt file', () => {
  it('is absent, then there with its text, then absent', () => {
    const path = pathIn();
    expect(haltFiles.read(path)).toEqual({ kind: 'absent' });
    writeFileSync(path, 'the venue is odd');
    expect(haltFiles.read(path)).toEqual({ kind: 'present', text: 'the venue is odd' });
    rmSync(path);
    expect(haltFiles.read(path)).toEqual({ kind: 'absent' });
  });

  it('is there whatever has its name: a directory, a link to nowhere, a file too large to read', () => {
    const directory = pathIn();
    mkdirSync(directory);
    const link = pathIn();
    symlinkSync('/nowhere/at/all', link);
    const large = pathIn();
    writeFileSync(large, 'x'.repeat(100_000));
    for (const path of [directory, link, large]) {
      expect(haltFiles.read(path)).toEqual({ kind: 'present', text: '' });
    }
  });

  it('cannot be told where the path cannot be looked at', () => {
    const path = pathIn();
    writeFileSync(path, '');
    expect(haltFiles.read(`${path}/HALT`)).toEqual({ kind: 'unreadable', reason: 'ENOTDIR' });
    expect(haltFiles.read(`${path}-${'x'.repeat(400)}`)).toEqual({
      kind: 'unreadable',
      reason: 'ENAMETOOLONG',
    });
    expect(haltFiles.read(`${pathIn()}-gone/HALT`)).toEqual({
      kind: 'unreadable',
      reason: 'its directory is not there',
    });
  });

  it('is watched until it is closed', async () => {
    const path = pathIn();
    const seen = Promise.withResolvers<HaltFileReading>();
    const watch = haltFiles.watch(path, (reading) => {
      if (reading.kind !== 'absent') seen.resolve(reading);
    });
    writeFileSync(path, 'now');
    expect(await seen.promise).toMatchObject({ kind: 'present' });
    watch.close();
  });
});
