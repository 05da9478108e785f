import { EXIT_CODE } from '@quantbot/core';
import { afterEach, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { seedJournal } from '../testing/seedJournal.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('needs a chain to look at', async () => {
  await seedJournal('seeded');
  const { out } = captureConsole();
  const status = await run(['node', 'quantbot', 'reclaim', '--json']);
  expect(status).toBe(EXIT_CODE.configuration);
  expect(JSON.parse(out())).toMatchObject({ errorCode: 'CONFIG__VALUE_MISSING' });
});
