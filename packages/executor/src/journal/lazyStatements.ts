import type { SqlDatabase, SqlStatement } from '../platform/executorPlatform.ts';

/** Prepares a statement of a database. */
export type PrepareStatement = (sql: string) => SqlStatement;

/**
 * Prepares statements that are compiled at their first use: an owner uses few of those that it may
 * need, and compiling all of them takes longer than everything else about opening a journal. Only
 * for a database whose schema is known; elsewhere a statement that cannot be compiled is to be seen
 * at once.
 */
export function lazyStatements(database: SqlDatabase): PrepareStatement {
  return (sql) => {
    let compiled: SqlStatement | undefined;
    const compile = (): SqlStatement => {
      compiled = database.prepare(sql);
      return compiled;
    };
    return {
      run: (...parameters) => (compiled ?? compile()).run(...parameters),
      get: (...parameters) => (compiled ?? compile()).get(...parameters),
      all: (...parameters) => (compiled ?? compile()).all(...parameters),
    };
  };
}
