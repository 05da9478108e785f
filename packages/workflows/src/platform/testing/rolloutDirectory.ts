import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

/** A directory that is removed when the test has ended. */
export function rolloutDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'rollout-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}
