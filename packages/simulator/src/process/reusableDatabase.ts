import {
  createNodePlatform,
  type SqlDatabase,
  type SqlStatement,
  type SqlValue,
} from '@quantbot/executor';
import {
  createEventChain,
  migrateJournal,
  openSqliteDatabase,
  type EventChain,
} from '@quantbot/executor/simulation';

/** What is on a database when it is given out: nothing, or the journal of a process without trades. */
export type DatabaseContent = 'nothing' | 'journal';

/**
 * A database in memory that is emptied and used again, with the statements it has prepared. One that
 * is given out is like a new one in everything that can be seen of it, or a schedule would go
 * otherwise after others than it goes alone.
 */
export interface ReusableDatabase extends SqlDatabase {
  readonly content: DatabaseContent;
  /** Takes out what came in since it was given out. */
  empty(): void;
}

const free: Readonly<Record<DatabaseContent, ReusableDatabase[]>> = { nothing: [], journal: [] };

/** A database with this content: one that was given back, or a new one. */
export function takeDatabase(content: DatabaseContent): ReusableDatabase {
  return free[content].pop() ?? createDatabase(content);
}

/** Empties a database and keeps it for the next schedule. */
export function giveBack(database: ReusableDatabase): void {
  database.empty();
  free[database.content].push(database);
}

const TABLES = `SELECT name FROM sqlite_schema WHERE type = 'table'
  AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

/** Statements that end or begin something, each run often and by itself. */
const SINGLE_STATEMENT = /^[^;]+;?\s*$/u;

function isSingleStatement(sql: string): boolean {
  return SINGLE_STATEMENT.test(sql) && !/^\s*(?:PRAGMA|CREATE)\b/iu.test(sql);
}

const eventChain: EventChain = createEventChain(createNodePlatform());

function createDatabase(content: DatabaseContent): ReusableDatabase {
  const database = openSqliteDatabase(':memory:');
  if (content === 'journal') migrateJournal(database, eventChain);
  const statements = new Map<string, SqlStatement>();
  /** Whether a text is one statement that may be kept prepared. */
  const single = new Map<string, boolean>();
  const prepare = (sql: string): SqlStatement => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const areSet = createSettings();
  const restore = content === 'journal' ? createRestore(database) : createDrop(database);
  return {
    content,
    path: database.path,
    isInTransaction: () => database.isInTransaction(),
    prepare,
    exec: (sql) => {
      let isSingle = single.get(sql);
      if (isSingle === undefined) {
        isSingle = isSingleStatement(sql);
        single.set(sql, isSingle);
      }
      if (isSingle) prepare(sql).run();
      else if (!areSet(sql)) database.exec(sql);
    },
    close: () => {
      database.close();
    },
    empty: () => {
      if (database.isInTransaction()) database.exec('ROLLBACK');
      restore();
    },
  };
}

/** What a connection keeps once it was set, whatever becomes of its tables. */
const SETTING =
  /PRAGMA (busy_timeout|journal_mode|synchronous|temp_store|wal_autocheckpoint) = (\w+)/gu;

/**
 * Tells whether a text only sets what is set so already. Each process sets the same again, and such a
 * text is compiled each time.
 */
function createSettings(): (sql: string) => boolean {
  const current = new Map<string, string>();
  const texts = new Map<string, SettingText>();
  return (sql) => {
    let text = texts.get(sql);
    if (text === undefined) {
      text = readSettings(sql);
      texts.set(sql, text);
    }
    const areSet = text.settings.every(([name, value]) => current.get(name) === value);
    for (const [name, value] of text.settings) current.set(name, value);
    return text.isNothingElse && areSet;
  };
}

interface SettingText {
  readonly settings: ReadonlyArray<readonly [name: string, value: string]>;
  readonly isNothingElse: boolean;
}

function readSettings(sql: string): SettingText {
  return {
    settings: [...sql.matchAll(SETTING)].map(([, name = '', value = '']) => [name, value]),
    isNothingElse: /^[\s;]*$/u.test(sql.replace(SETTING, '')),
  };
}

/** Takes every table out, whatever there is. */
function createDrop(database: SqlDatabase): () => void {
  const tables = database.prepare(TABLES);
  return () => {
    const found = tables.all();
    if (found.length === 0) return;
    for (const { name } of found) database.exec(`DROP TABLE "${String(name)}"`);
    database.exec('PRAGMA user_version = 0');
  };
}

/**
 * Puts the rows of every table back as they are now. The schema stays, for making it costs more than
 * everything else about a disk: it must not be changed by whoever has the database.
 */
function createRestore(database: SqlDatabase): () => void {
  const tables = database
    .prepare(TABLES)
    .all()
    .map(({ name }) => `"${String(name)}"`);
  const deletions = tables.map((table) => database.prepare(`DELETE FROM ${table}`));
  const rows = tables.flatMap((table) =>
    database
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) => insertionOf(database, table, row)),
  );
  const begin = database.prepare('BEGIN');
  const commit = database.prepare('COMMIT');
  return () => {
    begin.run();
    for (const deletion of deletions) deletion.run();
    for (const insert of rows) insert();
    commit.run();
  };
}

function insertionOf(
  database: SqlDatabase,
  table: string,
  row: Readonly<Record<string, SqlValue>>,
): () => void {
  const columns = Object.keys(row).map((column) => `"${column}"`);
  const places = columns.map(() => '?');
  const insert = database.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`,
  );
  const values = Object.values(row);
  return () => {
    insert.run(...values);
  };
}
