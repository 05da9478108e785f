import { DatabaseSync } from 'node:sqlite';

import type { SqlDatabase, SqlStatement } from './executorPlatform.ts';

/** Opens a SQLite file. Integers are read as `bigint`, so that no lamport is rounded. */
export function openSqliteDatabase(
  path: string,
  options: { readonly readOnly?: boolean } = {},
): SqlDatabase {
  const database = new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: 0 });
  return {
    path,
    exec: (sql) => {
      database.exec(sql);
    },
    isInTransaction: () => database.isTransaction,
    prepare: (sql) => wrapStatement(database, sql),
    close: () => {
      database.close();
    },
  };
}

function wrapStatement(database: DatabaseSync, sql: string): SqlStatement {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  return {
    run: (...parameters) => ({ changes: Number(statement.run(...parameters).changes) }),
    get: (...parameters) => {
      const row = statement.get(...parameters);
      return row === undefined ? undefined : row;
    },
    all: (...parameters) => statement.all(...parameters),
  };
}
