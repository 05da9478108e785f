import { describe, expect, it } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createEventChain } from './eventChain.ts';
import {
  migrateJournal,
  readSchemaVersion,
  refuseNewerSchema,
  SCHEMA_VERSION,
  waitForOthers,
} from './journalSchema.ts';

const CHAIN = createEventChain(createNodePlatform());

function openMemory() {
  return createNodePlatform().openDatabase(':memory:');
}

describe('migrateJournal', () => {
  it('brings a new database to the newest schema, once', () => {
    const database = openMemory();
    expect(readSchemaVersion(database)).toBe(0);
    migrateJournal(database, CHAIN);
    migrateJournal(database, CHAIN);
    expect(readSchemaVersion(database)).toBe(SCHEMA_VERSION);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    expect(tables.map((row) => row['name'])).toEqual([
      'facts',
      'events',
      'trades',
      'anchors',
      'trading_states',
      'bookings',
      'positions',
      'accounts',
      'quarters',
      'event_order',
    ]);
    database.close();
  });

  it('changes nothing when a migration breaks half-way', () => {
    const database = openMemory();
    database.exec('CREATE TABLE trades (occupied TEXT)');
    expect(() => {
      migrateJournal(database, CHAIN);
    }).toThrow(/already exists/u);
    if (database.isInTransaction()) database.exec('ROLLBACK');
    expect(readSchemaVersion(database)).toBe(0);
    database.close();
  });

  it('refuses to touch a newer schema', () => {
    const database = openMemory();
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    const newer = expect.objectContaining({
      code: 'JOURNAL__SCHEMA_NEWER',
      context: { path: ':memory:', found: SCHEMA_VERSION + 1, supported: SCHEMA_VERSION },
    });
    expect(() => {
      migrateJournal(database, CHAIN);
    }).toThrow(newer);
    expect(() => {
      refuseNewerSchema(database);
    }).toThrow(newer);
    expect(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']).toBe(0n);
    database.close();
  });
});

it('looks a signature up by its index', () => {
  const database = openMemory();
  migrateJournal(database, CHAIN);
  const plan = database
    .prepare(
      `EXPLAIN QUERY PLAN SELECT 1 FROM events WHERE name = 'AttemptSigned'
       AND json_extract(payload, '$.attempt.signature') = ?`,
    )
    .all('signature');
  expect(JSON.stringify(plan.map((row) => row['detail']))).toContain('events_signature');
  database.close();
});

describe('waitForOthers', () => {
  it('lets a connection wait for a lock instead of failing at once', () => {
    const database = openMemory();
    const timeout = () => database.prepare('PRAGMA busy_timeout').get()?.['timeout'];
    expect(timeout()).toBe(0n);
    waitForOthers(database);
    expect(timeout()).toBe(1_000n);
    database.close();
  });
});
