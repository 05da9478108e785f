import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

/** Makes an empty directory that is gone when the running test has ended. */
export function createTemporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-test-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}
