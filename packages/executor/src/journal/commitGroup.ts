import { ExecutionError, isExecutionError, reasonOf } from '@quantbot/core';

import type { Transaction } from './transaction.ts';

/** What a commit group works with. */
export interface CommitGroupOptions {
  /** Names the journal in errors. */
  readonly path: string;
  readonly transaction: Transaction;
  /** Resolves when the code that can run now has run. */
  readonly nextTurn: () => Promise<void>;
  /** Whether this process still owns the journal; asked inside every new transaction. */
  readonly isOwner: () => boolean;
  /** Writes what every commit ends with. */
  readonly beforeCommit: () => void;
  /** Runs a commit, and may time it. @defaultValue runs it */
  readonly timeCommit?: (commit: () => void) => void;
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
  /**
   * Whether this process still owns the journal, for as long as the group is open.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE`
   */
  isOurs(): boolean;
  /**
   * Reads, and breaks the group when the database cannot be read: what is wrong with it is not
   * known, so nothing may be built on it.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE` and whatever the work throws.
   */
  read<Outcome>(work: () => Outcome): Outcome;
  /** Resolves when everything written so far is on disk; rejects when some of it may not be. */
  durable(): Promise<void>;
  /** Commits what is open now. Its outcome is told by `durable` and `failure`. */
  flush(): void;
  /** Why nothing can be written any more, once that is so. */
  failure(): ExecutionError | undefined;
  /** Resolves with the failure as soon as there is one. */
  broken(): Promise<ExecutionError>;
}

/** Makes the group of an open store. */
export function createCommitGroup(options: CommitGroupOptions): CommitGroup {
  const { transaction, path, timeCommit = runCommit } = options;
  let open: PromiseWithResolvers<void> | undefined;
  let failure: ExecutionError | undefined;
  const broken = Promise.withResolvers<ExecutionError>();

  /** Whether a failed write reached the disk is not known, so no state can be built on it. */
  const breakOn = (cause: unknown): ExecutionError => {
    const error = journalError(path, cause);
    failure ??= error;
    broken.resolve(failure);
    const lost = open;
    open = undefined;
    rollBack(transaction);
    lost?.reject(failure);
    return error;
  };
  const flush = (): void => {
    if (open === undefined) return;
    try {
      options.beforeCommit();
      timeCommit(() => {
        transaction.commit();
      });
      open.resolve();
      open = undefined;
    } catch (cause) {
      breakOn(cause);
    }
  };
  const begin = (): boolean => {
    try {
      transaction.begin();
      if (!options.isOwner()) {
        transaction.rollback();
        return false;
      }
    } catch (cause) {
      throw isDatabaseError(cause) ? breakOn(cause) : journalError(path, cause);
    }
    open = Promise.withResolvers<void>();
    // Not every write is waited for; a loss is also told by `failure`.
    open.promise.catch(() => undefined);
    options.nextTurn().then(flush, breakOn);
    return true;
  };
  const isOurs = (): boolean => {
    if (failure !== undefined) throw failure;
    return open !== undefined || begin();
  };
  return {
    isOurs,
    run: (work) => {
      if (!isOurs()) return { kind: 'fenced' };
      try {
        return runSaved(transaction, work);
      } catch (cause) {
        throw cause instanceof BrokenWrite ? breakOn(cause.cause) : journalError(path, cause);
      }
    },
    read: (work) => {
      try {
        return work();
      } catch (cause) {
        throw isDatabaseError(cause) ? breakOn(cause) : cause;
      }
    },
    durable: async () => (failure === undefined ? open?.promise : Promise.reject(failure)),
    flush,
    failure: () => failure,
    broken: async () => broken.promise,
  };
}

function runCommit(commit: () => void): void {
  commit();
}

/** A write after which the transaction cannot be trusted. Its cause is what went wrong. */
class BrokenWrite extends Error {}

/** Keeps a write that is impossible from spoiling the others of its group. */
function runSaved<Outcome>(transaction: Transaction, work: () => Outcome): Outcome {
  guarded(() => {
    transaction.save();
  });
  let outcome: Outcome;
  try {
    outcome = work();
  } catch (cause) {
    if (isDatabaseError(cause)) throw new BrokenWrite('write failed', { cause });
    guarded(() => {
      transaction.undo();
    });
    throw cause;
  }
  guarded(() => {
    transaction.keep();
  });
  return outcome;
}

function guarded(step: () => void): void {
  try {
    step();
  } catch (cause) {
    throw new BrokenWrite('the transaction is broken', { cause });
  }
}

function rollBack(transaction: Transaction): void {
  try {
    if (transaction.isOpen()) transaction.rollback();
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
