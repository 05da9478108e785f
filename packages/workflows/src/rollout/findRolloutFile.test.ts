import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { rolloutDirectory } from '../platform/testing/rolloutDirectory.ts';
import { createManualClock } from '../testing/manualClock.ts';
import { openTestStore } from '../testing/rolloutScene.ts';
import { findRolloutFile } from './findRolloutFile.ts';

it('finds the rollout of a data directory once there is one, and makes none', () => {
  const directory = rolloutDirectory();
  const clock = createManualClock();
  const file = findRolloutFile(directory, clock);
  onTestFinished(() => {
    file.close();
  });
  expect(file.found()).toBeUndefined();
  const path = join(directory, 'rollout.sqlite');
  expect(existsSync(path)).toBe(false);
  const store = openTestStore(clock, path);
  store.move({ kind: 'begin', stage: 'shadow', isSteppedDown: false, by: 'ann', reason: 'r' }, 0);
  expect(file.found()?.newestMove()?.stage).toBe('shadow');
});
