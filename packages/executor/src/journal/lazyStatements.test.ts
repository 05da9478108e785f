import { expect, it } from 'vitest';

import { openSqliteDatabase } from '../platform/openSqliteDatabase.ts';
import type { SqlDatabase } from '../platform/executorPlatform.ts';
import { lazyStatements } from './lazyStatements.ts';

it('is compiled at its first use and not again', () => {
  const real = openSqliteDatabase(':memory:');
  const compiled: string[] = [];
  const database: SqlDatabase = {
    ...real,
    prepare: (sql) => {
      compiled.push(sql);
      return real.prepare(sql);
    },
  };
  const prepare = lazyStatements(database);
  const insert = prepare('INSERT INTO t VALUES (?)');
  const select = prepare('SELECT n FROM t ORDER BY n');
  database.exec('CREATE TABLE t (n INTEGER) STRICT');
  expect(compiled).toEqual([]);
  expect(insert.run(1n)).toEqual({ changes: 1 });
  expect(insert.run(2n)).toEqual({ changes: 1 });
  expect(select.get()).toEqual({ n: 1n });
  expect(select.all()).toEqual([{ n: 1n }, { n: 2n }]);
  expect(compiled).toEqual(['INSERT INTO t VALUES (?)', 'SELECT n FROM t ORDER BY n']);
  database.close();
});
