import { ExecutionError, reasonOf } from '@quantbot/core';

import type { ExecutorPlatform, SqlDatabase } from '../platform/executorPlatform.ts';
import { isLockTaken, LOCK_FILE } from './journalLock.ts';

/** Result code of a file that cannot be opened (https://sqlite.org/rescode.html#cantopen). */
const SQLITE_CANTOPEN = 14;

/**
 * Tells whether a process owns a data directory now, and so follows the open trades in it. Takes
 * nothing: an owner that begins in this very moment tries again.
 *
 * @throws ExecutionError `JOURNAL__UNAVAILABLE` when the lock's file cannot be read
 */
export function isJournalOwned(directory: string, platform: ExecutorPlatform): boolean {
  const path = `${directory}/${LOCK_FILE}`;
  let database: SqlDatabase | undefined;
  try {
    database = platform.openDatabase(path, { readOnly: true });
    return isLockTaken(database);
  } catch (cause) {
    // Where the file was never made, nobody ever owned the directory.
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_CANTOPEN) {
      return false;
    }
    throw new ExecutionError('JOURNAL__UNAVAILABLE', { path, reason: reasonOf(cause) }, { cause });
  } finally {
    database?.close();
  }
}
