import type { SqlDatabase, SqlStatement } from '@quantbot/executor';
import { openSqliteDatabase } from '@quantbot/executor/simulation';

/** A database in memory that is emptied and used again, with the statements it has prepared. */
export interface ReusableDatabase extends SqlDatabase {
  /** Takes every row out of every table. The schema stays, and so it is migrated once. */
  empty(): void;
}

const free: ReusableDatabase[] = [];

/** An empty database: one that was given back, or a new one. */
export function takeDatabase(): ReusableDatabase {
  return free.pop() ?? createDatabase();
}

/** Empties a database and keeps it for the next schedule. */
export function giveBack(database: ReusableDatabase): void {
  database.empty();
  free.push(database);
}

/** Statements that end or begin something, each run often and by itself. */
const SINGLE_STATEMENT = /^[^;]+;?\s*$/u;

function createDatabase(): ReusableDatabase {
  const database = openSqliteDatabase(':memory:');
  const statements = new Map<string, SqlStatement>();
  const prepare = (sql: string): SqlStatement => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  return {
    path: database.path,
    isInTransaction: () => database.isInTransaction(),
    prepare,
    exec: (sql) => {
      if (SINGLE_STATEMENT.test(sql) && !/^\s*(?:PRAGMA|CREATE)\b/iu.test(sql)) prepare(sql).run();
      else database.exec(sql);
    },
    close: () => {
      database.close();
    },
    empty: () => {
      if (database.isInTransaction()) database.exec('ROLLBACK');
      const tables = prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
      for (const { name } of tables) prepare(`DELETE FROM "${String(name)}"`).run();
    },
  };
}
