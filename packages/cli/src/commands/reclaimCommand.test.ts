import { EXIT_CODE } from '@quantbot/core';
import { afterEach, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { seedJournal } from '../testing/seedJournal.ts';
import { exitCodeOfReclaim } from './reclaimCommand.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each(['', '--yes'])('needs a chain to look at (%s)', async (option) => {
  await seedJournal('seeded');
  const { out } = captureConsole();
  const status = await run(['node', 'quantbot', 'reclaim', '--json', ...(option ? [option] : [])]);
  expect(status).toBe(EXIT_CODE.configuration);
  expect(JSON.parse(out())).toMatchObject({ errorCode: 'CONFIG__VALUE_MISSING' });
});

it.each([
  ['landed', EXIT_CODE.success],
  ['reverted', EXIT_CODE.failed],
  ['expired', EXIT_CODE.failed],
  ['signed', EXIT_CODE.unknown],
  ['unproven', EXIT_CODE.unknown],
] as const)('tells a script that a reclaim is %s', (status, code) => {
  const record = { number: 1, atMs: 1, accounts: [], signature: 's', wireBase64: 'w' };
  const more = { blockhash: 'b', deathHeight: '1', signedAtSlot: '1', slot: '0', lamports: '0' };
  expect(exitCodeOfReclaim({ ...record, ...more, status })).toBe(code);
});

it('tells a script that nothing was to be closed', () => {
  expect(exitCodeOfReclaim(null)).toBe(EXIT_CODE.success);
});
