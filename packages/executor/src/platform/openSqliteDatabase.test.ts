import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { openSqliteDatabase } from './openSqliteDatabase.ts';
import { createTemporaryDirectory } from './testing/temporaryDirectory.ts';

describe('openSqliteDatabase', () => {
  it('reads integers as bigint, so that no lamport is rounded', () => {
    const database = openSqliteDatabase(':memory:');
    database.exec('CREATE TABLE t (n INTEGER) STRICT');
    const insert = database.prepare('INSERT INTO t VALUES (?)');
    expect(insert.run(9_007_199_254_740_993n)).toEqual({ changes: 1 });
    expect(database.prepare('SELECT n FROM t').get()).toEqual({ n: 9_007_199_254_740_993n });
    expect(database.prepare('SELECT n FROM t').all()).toEqual([{ n: 9_007_199_254_740_993n }]);
    expect(database.prepare('SELECT n FROM t WHERE n = 1').get()).toBeUndefined();
    database.close();
  });

  it('names the columns of a row as they are when it is read', () => {
    const database = openSqliteDatabase(':memory:');
    database.exec(
      "CREATE TABLE t (n INTEGER, s TEXT, z TEXT) STRICT; INSERT INTO t VALUES (1, 'a', NULL)",
    );
    const read = database.prepare('SELECT *, n + 1 AS next FROM t');
    const row = { n: 1n, s: 'a', z: null, next: 2n };
    expect(read.get()).toEqual(row);
    expect(read.all()).toEqual([row]);
    database.exec("ALTER TABLE t ADD COLUMN b BLOB; UPDATE t SET b = x'0102'");
    expect(read.get()).toEqual({ ...row, b: Uint8Array.of(1, 2) });
    expect(read.all()).toEqual([{ ...row, b: Uint8Array.of(1, 2) }]);
    expect(database.prepare('DELETE FROM t RETURNING s').all()).toEqual([{ s: 'a' }]);
    database.close();
  });

  it('knows whether a transaction is open, however it ended', () => {
    const database = openSqliteDatabase(':memory:');
    expect(database.isInTransaction()).toBe(false);
    database.exec('BEGIN');
    expect(database.isInTransaction()).toBe(true);
    database.exec('ROLLBACK');
    expect(database.isInTransaction()).toBe(false);
    database.close();
  });

  it('does not wait for a lock, and does not write when it only reads', () => {
    const path = join(createTemporaryDirectory(), 'file.sqlite');
    const owner = openSqliteDatabase(path);
    owner.exec('CREATE TABLE t (n INTEGER); BEGIN EXCLUSIVE');
    const other = openSqliteDatabase(path);
    expect(() => {
      other.exec('BEGIN EXCLUSIVE');
    }).toThrow(expect.objectContaining({ errcode: 5 }));
    owner.exec('ROLLBACK');
    const reader = openSqliteDatabase(path, { readOnly: true });
    expect(reader.path).toBe(path);
    expect(() => {
      reader.exec('INSERT INTO t VALUES (1)');
    }).toThrow(/readonly/u);
    for (const database of [owner, other, reader]) database.close();
  });
});
