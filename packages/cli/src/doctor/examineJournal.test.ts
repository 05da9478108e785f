import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { seedJournal } from '../testing/seedJournal.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { examineJournal } from './examineJournal.ts';

describe('examineJournal', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('tells that there is none yet, and makes none', () => {
    expect(examineJournal(temporaryDirectory(), {})).toMatchObject([
      { verdict: 'ok', found: 'there is none yet: the first trade makes it' },
    ]);
  });

  it('reads one that nobody owns', async () => {
    const directory = await seedJournal('seeded');
    expect(examineJournal(directory, {})).toMatchObject([
      { verdict: 'ok', found: 'can be read, not in use, 0 of the newest 1 trades open' },
    ]);
  });

  it('tells one that cannot be read', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'journal.sqlite'), 'not a database');
    const found = examineJournal(directory, {});
    expect(found).toMatchObject([{ verdict: 'fail', found: expect.stringMatching(/^JOURNAL__/u) }]);
  });

  it('tells a halt file, where settings put it', () => {
    const directory = temporaryDirectory();
    const haltFilePath = join(directory, 'STOP');
    writeFileSync(haltFilePath, 'by hand');
    expect(examineJournal(directory, { haltFilePath }).at(-1)).toMatchObject({
      verdict: 'warn',
      found: `the halt file ${haltFilePath} is there: nothing is traded`,
    });
  });
});
