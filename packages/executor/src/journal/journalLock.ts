import { ExecutionError } from '@quantbot/core';

import type { ExecutorPlatform, SqlDatabase } from '../platform/executorPlatform.ts';

/** File of the lock inside the data directory. */
export const LOCK_FILE = 'owner.lock';

/** Keeps other processes from owning the same data directory. */
export interface JournalLock {
  release(): void;
}

/** Where the lock lives and how long to wait for it. */
export interface JournalLockOptions {
  readonly path: string;
  readonly platform: ExecutorPlatform;
  readonly waitMs: number;
}

const RETRY_INTERVAL_MS = 50;

/**
 * Takes the data directory for this process. The lock is an open exclusive transaction on a
 * database of its own, so the kernel gives it back when the process dies in whatever way; no pid
 * file can go stale.
 *
 * @throws ExecutionError `JOURNAL__LOCKED` when another process keeps it for the whole wait.
 */
export async function acquireJournalLock(options: JournalLockOptions): Promise<JournalLock> {
  const { path, platform, waitMs } = options;
  const startedAtMs = platform.monotonicMs();
  for (;;) {
    const lock = tryLock(options);
    if (lock !== undefined) return lock;
    const waitedMs = Math.round(platform.monotonicMs() - startedAtMs);
    if (waitedMs >= waitMs) throw new ExecutionError('JOURNAL__LOCKED', { path, waitedMs });
    await platform.delay(RETRY_INTERVAL_MS);
  }
}

function tryLock({ path, platform }: JournalLockOptions): JournalLock | undefined {
  const database = platform.openDatabase(path);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (isBusy(cause)) return undefined;
    throw cause;
  }
  return {
    // What is open ends with the connection, also where the disk takes no statement any more.
    release: () => {
      database.close();
    },
  };
}

/** Tells whether somebody has the lock. A look takes a shared lock for no longer than it lasts. */
export function isLockTaken(database: SqlDatabase): boolean {
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (cause) {
    if (isBusy(cause)) return true;
    throw cause;
  }
}

const SQLITE_BUSY = 5;

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
}
