import { afterEach, describe, expect, it, vi } from 'vitest';

import { seedJournal } from '../testing/seedJournal.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { withJournalReader } from './withJournalReader.ts';

describe('withJournalReader', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('reads the journal of the data directory', async () => {
    await seedJournal('first');
    const keys = withJournalReader((journal) => journal.list({ limit: 5 }).map(({ key }) => key));
    expect(keys).toEqual(['first']);
  });

  it('says where it looked when there is none, and makes none', () => {
    const directory = temporaryDirectory();
    vi.stubEnv('EXECUTION_DATA_DIR', directory);
    for (let look = 0; look < 2; look += 1) {
      expect(() => withJournalReader(() => 0)).toThrow(
        expect.objectContaining({
          code: 'JOURNAL__MISSING',
          message: expect.stringContaining(directory),
        }),
      );
    }
  });
});
