import { expect, it } from 'vitest';

import { giveBack, takeDatabase } from './reusableDatabase.ts';

it('gives a database out again as if it were new', () => {
  const first = takeDatabase('nothing');
  first.exec('CREATE TABLE "odd name" (value TEXT); PRAGMA user_version = 7;');
  first.exec('BEGIN');
  first.prepare('INSERT INTO "odd name" VALUES (?)').run('kept');
  first.exec('COMMIT');
  first.exec('BEGIN');
  first.prepare('INSERT INTO "odd name" VALUES (?)').run('lost');
  giveBack(first);
  const second = takeDatabase('nothing');
  expect(second).toBe(first);
  expect(second.isInTransaction()).toBe(false);
  expect(second.prepare('PRAGMA user_version').get()).toEqual({ user_version: 0n });
  expect(second.prepare('SELECT name FROM sqlite_schema').all()).toEqual([]);
  second.exec('CREATE TABLE "odd name" (value TEXT, more TEXT)');
  second.prepare('INSERT INTO "odd name" VALUES (?, ?)').run('new', 'row');
  expect(second.prepare('SELECT * FROM "odd name"').all()).toEqual([{ value: 'new', more: 'row' }]);
  const third = takeDatabase('nothing');
  expect(third).not.toBe(first);
  third.close();
  second.close();
});

it('gives a journal out again as it was made', () => {
  const first = takeDatabase('journal');
  const everything = (): unknown =>
    first
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all()
      .map(({ name }) => [name, first.prepare(`SELECT * FROM "${String(name)}"`).all()]);
  const made = everything();
  const version = first.prepare('PRAGMA user_version').get();
  expect(version).not.toEqual({ user_version: 0n });
  first.prepare('INSERT INTO facts (name, value) VALUES (?, ?)').run('epoch', '1');
  expect(everything()).not.toEqual(made);
  first.exec('BEGIN');
  first.prepare('INSERT INTO facts (name, value) VALUES (?, ?)').run('lost', '1');
  giveBack(first);
  expect(takeDatabase('journal')).toBe(first);
  expect(everything()).toEqual(made);
  expect(first.prepare('PRAGMA user_version').get()).toEqual(version);
  expect(takeDatabase('nothing').prepare('SELECT name FROM sqlite_schema').all()).toEqual([]);
  first.close();
});

it('keeps what a process set, and takes what another one sets otherwise', () => {
  const database = takeDatabase('nothing');
  const waits = (): unknown => database.prepare('PRAGMA busy_timeout').get();
  database.exec('PRAGMA busy_timeout = 1000');
  database.exec('PRAGMA busy_timeout = 1000');
  expect(waits()).toEqual({ timeout: 1_000n });
  database.exec('PRAGMA busy_timeout = 5; PRAGMA temp_store = MEMORY;');
  expect(waits()).toEqual({ timeout: 5n });
  database.exec('PRAGMA busy_timeout = 1000');
  expect(waits()).toEqual({ timeout: 1_000n });
  database.exec('PRAGMA busy_timeout = 1000; PRAGMA user_version = 3;');
  expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3n });
  database.exec('PRAGMA user_version = 4');
  database.exec('PRAGMA busy_timeout = 7; PRAGMA user_version = 3;');
  expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3n });
  database.exec('PRAGMA busy_timeout = 1000');
  expect(waits()).toEqual({ timeout: 1_000n });
  database.close();
});
