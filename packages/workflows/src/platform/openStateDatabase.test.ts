import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MEMORY_DATABASE, openStateDatabase } from './openStateDatabase.ts';

describe('openStateDatabase', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'state-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('makes missing directories for the owner alone', () => {
    const database = openStateDatabase(join(directory, 'deep', 'state.sqlite'));
    expect(statSync(join(directory, 'deep')).mode & 0o777).toBe(0o700);
    database.close();
    database.close();
    expect(database.isOpen()).toBe(false);
    expect(database.inTransaction()).toBe(false);
  });

  it('throws for a file that is no database', () => {
    const path = join(directory, 'notes.txt');
    writeFileSync(path, 'not a database, but long enough to be looked at as one'.repeat(30));
    expect(() => openStateDatabase(path)).toThrow('file is not a database');
  });

  it('answers rows as plain objects, and counts of what was written', () => {
    const database = openStateDatabase(MEMORY_DATABASE);
    database.exec('CREATE TABLE t (a INTEGER)');
    expect(database.query('INSERT INTO t VALUES (?), (2)', [1])).toEqual({ rows: [], rowCount: 2 });
    const { rows } = database.query('SELECT a FROM t ORDER BY a', []);
    expect(rows).toStrictEqual([{ a: 1 }, { a: 2 }]);
    expect(database.query('DELETE FROM t WHERE a = 1 RETURNING a', [])).toEqual({
      rows: [{ a: 1 }],
      rowCount: 1,
    });
    database.close();
  });

  it.each([
    'BEGIN',
    '/* hidden */ COMMIT',
    'ROLLBACK',
    'SAVEPOINT s',
    "ATTACH 'other.sqlite' AS other",
    'PRAGMA user_version = 9',
  ])('refuses "%s" in a query, and takes its own afterwards', (sql) => {
    const database = openStateDatabase(MEMORY_DATABASE);
    expect(() => database.query(sql, [])).toThrow('not for a query');
    expect(() => database.exec('BEGIN; COMMIT')).not.toThrow();
    database.close();
  });
});
