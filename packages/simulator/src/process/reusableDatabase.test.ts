import { expect, it } from 'vitest';

import { giveBack, takeDatabase } from './reusableDatabase.ts';

it('gives a database out again as if it were new', () => {
  const first = takeDatabase();
  first.exec('CREATE TABLE "odd name" (value TEXT); PRAGMA user_version = 7;');
  first.exec('BEGIN');
  first.prepare('INSERT INTO "odd name" VALUES (?)').run('kept');
  first.exec('COMMIT');
  first.exec('BEGIN');
  first.prepare('INSERT INTO "odd name" VALUES (?)').run('lost');
  giveBack(first);
  const second = takeDatabase();
  expect(second).toBe(first);
  expect(second.isInTransaction()).toBe(false);
  expect(second.prepare('PRAGMA user_version').get()).toEqual({ user_version: 0n });
  expect(second.prepare('SELECT name FROM sqlite_schema').all()).toEqual([]);
  second.exec('CREATE TABLE "odd name" (value TEXT, more TEXT)');
  second.prepare('INSERT INTO "odd name" VALUES (?, ?)').run('new', 'row');
  expect(second.prepare('SELECT * FROM "odd name"').all()).toEqual([{ value: 'new', more: 'row' }]);
  const third = takeDatabase();
  expect(third).not.toBe(first);
  third.close();
  second.close();
});
