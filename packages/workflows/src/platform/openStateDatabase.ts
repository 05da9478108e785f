import { dirname } from 'node:path';
import { constants, DatabaseSync, type StatementSync } from 'node:sqlite';

import { createNodePlatform } from '@quantbot/executor';

/** Path that names a database which lives in memory and ends with the process. */
export const MEMORY_DATABASE = ':memory:';

/** Value a statement takes. */
export type StateValue = string | number | bigint | null | Uint8Array;

/** An open database of workflow state. Every call is synchronous and throws what SQLite says. */
export interface StateDatabase {
  exec(sql: string): void;
  run(sql: string, parameters: readonly StateValue[]): void;
  all(sql: string, parameters: readonly StateValue[]): Array<Record<string, unknown>>;
  /** Runs one statement of any kind: rows for one that answers rows, a count for one that writes. */
  query(sql: string, parameters: readonly StateValue[]): { rows: unknown[]; rowCount: number };
  inTransaction(): boolean;
  isOpen(): boolean;
  close(): void;
}

/** How long a statement waits for another process that writes, milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens a SQLite file, its directory included when that is missing. Others than the owner cannot
 * enter a directory made here: the state tells what is traded.
 *
 * @throws Error when the file cannot be opened or is no database.
 */
export function openStateDatabase(path: string): StateDatabase {
  if (path !== MEMORY_DATABASE) createNodePlatform().ensureDirectory(dirname(path));
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  } catch (cause) {
    database.close();
    throw cause;
  }
  return {
    exec: (sql) => database.exec(sql),
    run(sql, parameters) {
      database.prepare(sql).run(...parameters);
    },
    all: (sql, parameters) =>
      database
        .prepare(sql)
        .all(...parameters)
        .map(plainRow),
    query(sql, parameters) {
      const statement = prepareForeign(database, sql);
      if (statement.columns().length === 0) {
        return { rows: [], rowCount: Number(statement.run(...parameters).changes) };
      }
      const rows = statement.all(...parameters).map(plainRow);
      return { rows, rowCount: rows.length };
    },
    inTransaction: () => database.isOpen && database.isTransaction,
    isOpen: () => database.isOpen,
    close() {
      if (database.isOpen) database.close();
    },
  };
}

const FORBIDDEN_ACTIONS: ReadonlySet<number> = new Set([
  constants.SQLITE_TRANSACTION,
  constants.SQLITE_SAVEPOINT,
  constants.SQLITE_ATTACH,
  constants.SQLITE_DETACH,
  constants.SQLITE_PRAGMA,
]);

/**
 * Prepares a statement that a workflow wrote. It may touch rows and tables, never the transaction
 * around it: a COMMIT in the middle would store half of what was to happen together.
 */
function prepareForeign(database: DatabaseSync, sql: string): StatementSync {
  let forbidden = false;
  database.setAuthorizer((action) => {
    if (!FORBIDDEN_ACTIONS.has(action)) return constants.SQLITE_OK;
    forbidden = true;
    return constants.SQLITE_DENY;
  });
  try {
    return database.prepare(sql);
  } catch (cause) {
    if (!forbidden) throw cause;
    throw new Error('transactions, attached files and pragmas are not for a query', { cause });
  } finally {
    database.setAuthorizer(null);
  }
}

/** Rows come without a prototype, which surprises whoever compares or spreads them. */
function plainRow(row: Record<string, unknown>): Record<string, unknown> {
  return { ...row };
}
