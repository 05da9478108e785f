import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { withRollout } from './withRollout.ts';

let directory: string;

beforeEach(() => {
  directory = temporaryDirectory();
  vi.stubEnv('EXECUTION_DATA_DIR', directory);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

it('looks without making anything, not even where the environment names a stage', async () => {
  vi.stubEnv('EXECUTION_STAGE', 'shadow');
  const status = await withRollout(async (control) => control.status());
  expect(status).toMatchObject({ begun: false, stage: 'shadow' });
  expect(existsSync(join(directory, 'rollout.sqlite'))).toBe(false);
});

it('moves what the next one finds', async () => {
  const why = { reason: 'r', by: 'ann' };
  await withRollout(async (control) => control.move('advance', why));
  const status = await withRollout(async (control) => control.status());
  expect(status).toMatchObject({ begun: true, stage: 'shadow', effectiveStage: 'stub' });
});
