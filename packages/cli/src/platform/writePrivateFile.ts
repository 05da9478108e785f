import { chmodSync, writeFileSync } from 'node:fs';

import { ExecutionError, reasonOf } from '@quantbot/core';

const OWNER_ONLY = 0o600;

/**
 * Writes a file that only its owner can read, also when it was there before with a wider mode.
 *
 * @throws ExecutionError `CONFIG__FILE_UNWRITABLE`
 */
export function writePrivateFile(path: string, text: string): void {
  try {
    writeFileSync(path, '', { mode: OWNER_ONLY });
    chmodSync(path, OWNER_ONLY);
    writeFileSync(path, text);
  } catch (cause) {
    throw new ExecutionError(
      'CONFIG__FILE_UNWRITABLE',
      { path, reason: reasonOf(cause) },
      { cause },
    );
  }
}
