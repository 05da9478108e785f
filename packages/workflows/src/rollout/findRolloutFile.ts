import type { ClockPort } from '@quantbot/core';

import { fileExists, fileIdentity } from '../platform/fileExists.ts';
import { MARK_ENDING, openRolloutStore, ROLLOUT_FILE } from './openRolloutStore.ts';
import { createRolloutFile, type RolloutFile } from './rolloutFile.ts';

/** The rollout of a data directory, wherever it stands; opens nothing yet. */
export function findRolloutFile(dataDirectory: string, clock: ClockPort): RolloutFile {
  const path = `${dataDirectory}/${ROLLOUT_FILE}`;
  return createRolloutFile({
    identity: () => fileIdentity(path),
    hasBegun: () => fileExists(`${path}${MARK_ENDING}`),
    open: () => openRolloutStore({ path, clock }),
  });
}
