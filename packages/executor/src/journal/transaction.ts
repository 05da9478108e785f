import type { SqlDatabase } from '../platform/executorPlatform.ts';

/** The one transaction that a journal's store has open, or none. */
export interface Transaction {
  begin(): void;
  /** Makes everything since `begin` durable before it returns. */
  commit(): void;
  rollback(): void;
  /** True between a begin and its end, however it ended. */
  isOpen(): boolean;
  /** Marks the place that `undo` goes back to. */
  save(): void;
  /** Keeps what was written since `save`. */
  keep(): void;
  /** Takes back what was written since `save`. */
  undo(): void;
}

/** The transaction of a SQLite connection. */
export function createSqlTransaction(database: SqlDatabase): Transaction {
  return {
    // Takes the write lock now, so that a commit cannot find it taken.
    begin: () => {
      database.exec('BEGIN IMMEDIATE');
    },
    commit: () => {
      database.exec('COMMIT');
    },
    rollback: () => {
      database.exec('ROLLBACK');
    },
    isOpen: () => database.isInTransaction(),
    save: () => {
      database.exec('SAVEPOINT entry');
    },
    keep: () => {
      database.exec('RELEASE entry');
    },
    undo: () => {
      database.exec('ROLLBACK TO entry; RELEASE entry');
    },
  };
}
