import { ExecutionError, isExecutionError, reasonOf } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
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
  /** What is rested by between two commits. @defaultValue every turn that writes ends with one */
  readonly pace?: CommitPace;
}

/** A clock to rest by between two commits. */
export type CommitPace = Pick<ExecutorPlatform, 'monotonicMs' | 'delay'>;

/** How soon a write must be on disk. */
export type Urgency =
  /** At the end of this turn. */
  | 'now'
  /** It may share its commit with what is written a few milliseconds later. */
  | 'soon';

/**
 * A commit stops the thread until the disk has it. Resting nine times as long as the last one took
 * leaves nine tenths of the thread to everything else, however slow the disk is and however many
 * trades write; more than this many milliseconds nobody is kept waiting.
 */
const REST_FACTOR = 9;
const REST_MS_MAX = 10;
/** Timers know no less. */
const REST_MS_MIN = 1;

/**
 * Writes of one turn of the event loop, or of a few milliseconds where none is urgent, which share
 * one transaction and so one fsync. Each write is visible to this process at once and durable when
 * `durable` resolves.
 */
export interface CommitGroup {
  /**
   * Applies one write. Nothing of it is kept when it throws, and the others of its group stay.
   *
   * @param urgency - How soon it must be on disk. @defaultValue `now`
   * @throws ExecutionError `JOURNAL__UNAVAILABLE` and whatever the work throws.
   */
  run<Outcome>(work: () => Outcome, urgency?: Urgency): Outcome | { readonly kind: 'fenced' };
  /**
   * Whether this process still owns the journal, for as long as the group is open.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE`
   */
  isOurs(): boolean;
  /**
   * Reads, and breaks the group when the database cannot be read: what is wrong with it is not
   * known, so nothing may be built on it. Of a broken group that could not be rolled back nothing is
   * read any more.
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
  const { transaction, path } = options;
  const rest = createRest(options);
  let open: OpenGroup | undefined;
  let failure: ExecutionError | undefined;
  const broken = Promise.withResolvers<ExecutionError>();

  /** Whether a failed write reached the disk is not known, so no state can be built on it. */
  const breakOn = (cause: unknown): ExecutionError => {
    const error = journalError(path, cause);
    failure ??= error;
    broken.resolve(failure);
    open?.reject(failure);
    open = undefined;
    rollBack(transaction);
    return error;
  };
  const flush = (): void => {
    if (open === undefined) return;
    try {
      options.beforeCommit();
      rest.commit();
      open.resolve();
      open = undefined;
    } catch (cause) {
      breakOn(cause);
    }
  };
  /** Ends the group that is open now; a later one is not ended by it. */
  const flushAfter = (group: OpenGroup, time: Promise<void>): void => {
    time.then(() => {
      if (open === group) flush();
    }, breakOn);
  };
  const begin = (): boolean => {
    try {
      if (!beginAsOwner(options)) return false;
    } catch (cause) {
      throw isDatabaseError(cause) ? breakOn(cause) : journalError(path, cause);
    }
    open = openGroup();
    flushAfter(open, rest.left() ?? hurried(open, options));
    return true;
  };
  const isOurs = (): boolean => {
    if (failure !== undefined) throw failure;
    return open !== undefined || begin();
  };
  return {
    isOurs,
    run: (work, urgency = 'now') => {
      if (!isOurs()) return { kind: 'fenced' };
      if (urgency === 'now' && open?.isHurried === false) flushAfter(open, hurried(open, options));
      try {
        return runSaved(transaction, work);
      } catch (cause) {
        throw cause instanceof BrokenWrite ? breakOn(cause.cause) : journalError(path, cause);
      }
    },
    read: (work) => {
      // Until it is rolled back this process reads what the disk may never have had.
      if (failure !== undefined && transaction.isOpen()) throw failure;
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

function beginAsOwner({ transaction, isOwner }: CommitGroupOptions): boolean {
  transaction.begin();
  if (isOwner()) return true;
  transaction.rollback();
  return false;
}

interface OpenGroup extends PromiseWithResolvers<void> {
  /** It ends with this turn. */
  isHurried: boolean;
}

function openGroup(): OpenGroup {
  const group = { ...Promise.withResolvers<void>(), isHurried: false };
  // Not every write is waited for; a loss is also told by `failure`.
  group.promise.catch(() => undefined);
  return group;
}

/** Resolves when the code that can run now has run: so much is urgent in the group. */
async function hurried(
  group: OpenGroup,
  { nextTurn }: Pick<CommitGroupOptions, 'nextTurn'>,
): Promise<void> {
  group.isHurried = true;
  return nextTurn();
}

/** Commits, and knows how much rest there is to be until the next time. */
function createRest({ transaction, timeCommit = runCommit, pace }: CommitGroupOptions) {
  let restUntilMs = -Infinity;
  return {
    commit: (): void => {
      const startedAtMs = pace?.monotonicMs() ?? 0;
      timeCommit(() => {
        transaction.commit();
      });
      const endedAtMs = pace?.monotonicMs() ?? 0;
      restUntilMs = endedAtMs + Math.min(REST_MS_MAX, REST_FACTOR * (endedAtMs - startedAtMs));
    },
    /** Resolves when the rest is over; `undefined` where it is. */
    left: (): Promise<void> | undefined => {
      if (pace === undefined) return undefined;
      const leftMs = restUntilMs - pace.monotonicMs();
      return leftMs < REST_MS_MIN ? undefined : pace.delay(Math.ceil(leftMs));
    },
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
