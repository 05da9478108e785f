import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, expect, it, vi } from 'vitest';

import { seedJournal } from '../testing/seedJournal.ts';
import { readTradingFacts } from './readTradingFacts.ts';
import { withJournalReader } from './withJournalReader.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('tells of a data directory in which nobody has decided anything', async () => {
  const directory = await seedJournal('seeded');
  expect(withJournalReader(readTradingFacts)).toEqual({
    state: 'active',
    changes: [],
    conflicts: [],
    haltFilePath: join(directory, 'HALT'),
    haltFile: 'absent',
    owned: false,
  });
  mkdirSync(join(directory, 'HALT'));
  expect(withJournalReader(readTradingFacts)).toMatchObject({
    state: 'halted',
    haltFile: 'present',
  });
});
