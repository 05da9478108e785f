import { ExecutionError, isExecutionError, reasonOf } from '@quantbot/core';

import type { SqlDatabase } from '../platform/executorPlatform.ts';

/** What a commit group works with. */
export interface CommitGroupOptions {
  readonly database: SqlDatabase;
  /** Resolves when the code that can run now has run. */
  readonly nextTurn: () => Promise<void>;
  /** Whether this process still owns the journal; asked inside every new transaction. */
  readonly isOwner: () => boolean;
}

/**
 * Writes of one turn of the event loop, which share one transaction and so one fsync. Each write is
 * visible to this process at once and durable when `durable` resolves.
 */
export interface CommitGroup {
  /**
   * Applies one write. Nothing of it is kept when it throws, and the others of its group stay.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE` and whatever the work throws.
   */
  run<Outcome>(work: () => Outcome): Outcome | { readonly kind: 'fenced' };
  /** Resolves when everything written so far is on disk; rejects when some of it may not be. */
  durable(): Promise<void>;
  /** Commits what is open now. Its outcome is told by `durable` and `failure`. */
  flush(): void;
  /** Why nothing can be written any more, once that is so. */
  failure(): ExecutionError | undefined;
}

/** Makes the group of an open database. */
export function createCommitGroup(options: CommitGroupOptions): CommitGroup {
  const { database } = options;
  let open: PromiseWithResolvers<void> | undefined;
  let failure: ExecutionError | undefined;

  /** Whether a failed write reached the disk is not known, so no state can be built on it. */
  const breakOn = (cause: unknown): ExecutionError => {
    const error = journalError(database.path, cause);
    failure ??= error;
    const lost = open;
    open = undefined;
    rollBack(database);
    lost?.reject(failure);
    return error;
  };
  const flush = (): void => {
    if (open === undefined) return;
    try {
      database.exec('COMMIT');
      open.resolve();
      open = undefined;
    } catch (cause) {
      breakOn(cause);
    }
  };
  const begin = (): boolean => {
    try {
      database.exec('BEGIN IMMEDIATE');
      if (!options.isOwner()) {
        database.exec('ROLLBACK');
        return false;
      }
    } catch (cause) {
      throw isDatabaseError(cause) ? breakOn(cause) : journalError(database.path, cause);
    }
    open = Promise.withResolvers<void>();
    // Not every write is waited for; a loss is also told by `failure`.
    open.promise.catch(() => undefined);
    options.nextTurn().then(flush, breakOn);
    return true;
  };
  return {
    run: (work) => {
      if (failure !== undefined) throw failure;
      if (open === undefined && !begin()) return { kind: 'fenced' };
      return runSaved(database, work, breakOn);
    },
    durable: async () => (failure === undefined ? open?.promise : Promise.reject(failure)),
    flush,
    failure: () => failure,
  };
}

/** Keeps a write that is impossible from spoiling the others of its group. */
function runSaved<Outcome>(
  database: SqlDatabase,
  work: () => Outcome,
  breakOn: (cause: unknown) => ExecutionError,
): Outcome {
  try {
    database.exec('SAVEPOINT entry');
    const outcome = work();
    database.exec('RELEASE entry');
    return outcome;
  } catch (cause) {
    if (isDatabaseError(cause) || !undoSaved(database)) throw breakOn(cause);
    throw journalError(database.path, cause);
  }
}

function undoSaved(database: SqlDatabase): boolean {
  try {
    database.exec('ROLLBACK TO entry; RELEASE entry');
    return true;
  } catch {
    // The savepoint is gone with its transaction: the caller breaks the group, with its own cause.
    return false;
  }
}

function rollBack(database: SqlDatabase): void {
  try {
    if (database.isInTransaction()) database.exec('ROLLBACK');
  } catch {
    // What broke the group is told; a disk that cannot roll back either is recovered at the next open.
  }
}

/** Errors of the database itself carry its result code; a defect in our own code does not. */
function isDatabaseError(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause;
}

/** Names the journal in whatever went wrong with it. */
export function journalError(path: string, cause: unknown): ExecutionError {
  if (isExecutionError(cause)) return cause;
  return new ExecutionError('JOURNAL__UNAVAILABLE', { path, reason: reasonOf(cause) }, { cause });
}
