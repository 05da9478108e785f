import type { SqlDatabase, SqlStatement } from '@quantbot/executor';
import { openSqliteDatabase } from '@quantbot/executor/simulation';

/**
 * A database in memory that is emptied and used again, with the statements it has prepared. One that
 * is given out is like a new one in everything that can be seen of it, or a schedule would go
 * otherwise after others than it goes alone.
 */
export interface ReusableDatabase extends SqlDatabase {
  /** Takes everything out. */
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

const TABLES = `SELECT name FROM sqlite_schema WHERE type = 'table'
  AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

/** Statements that end or begin something, each run often and by itself. */
const SINGLE_STATEMENT = /^[^;]+;?\s*$/u;

function isSingleStatement(sql: string): boolean {
  return SINGLE_STATEMENT.test(sql) && !/^\s*(?:PRAGMA|CREATE)\b/iu.test(sql);
}

function createDatabase(): ReusableDatabase {
  const database = openSqliteDatabase(':memory:');
  const statements = new Map<string, SqlStatement>();
  /** Whether a text is one statement that may be kept prepared. */
  const single = new Map<string, boolean>();
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
      const isSingle = single.get(sql) ?? isSingleStatement(sql);
      single.set(sql, isSingle);
      if (isSingle) prepare(sql).run();
      else database.exec(sql);
    },
    close: () => {
      database.close();
    },
    empty: () => {
      if (database.isInTransaction()) database.exec('ROLLBACK');
      const tables = prepare(TABLES).all();
      for (const { name } of tables) database.exec(`DROP TABLE "${String(name)}"`);
      database.exec('PRAGMA user_version = 0');
    },
  };
}
