import { ExecutionError } from '@quantbot/core';

import type { SqlDatabase } from '../platform/executorPlatform.ts';
import { bookOldTrades } from './books/bookOldTrades.ts';
import { BOOKS_SCHEMA } from './books/sqliteBooks.ts';
import { chainOldEvents } from './chainOldEvents.ts';
import type { EventChain } from './eventChain.ts';

/** One numbered change of the schema, and what it does to rows that are there already. */
interface Migration {
  readonly sql: string;
  readonly fill?: (database: SqlDatabase, chain: EventChain) => void;
}

/** Numbered changes of the schema, oldest first. Released ones are never edited. */
const MIGRATIONS: readonly Migration[] = [
  {
    sql: `CREATE TABLE facts (
       name TEXT PRIMARY KEY,
       value TEXT NOT NULL
     ) STRICT;
     CREATE TABLE events (
       trade_id TEXT NOT NULL,
       version INTEGER NOT NULL,
       at_ms INTEGER NOT NULL,
       name TEXT NOT NULL,
       payload TEXT NOT NULL,
       PRIMARY KEY (trade_id, version)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE trades (
       trade_id TEXT PRIMARY KEY,
       mode TEXT NOT NULL,
       key TEXT NOT NULL,
       fingerprint TEXT NOT NULL,
       is_open INTEGER NOT NULL,
       version INTEGER NOT NULL,
       created_at_ms INTEGER NOT NULL,
       updated_at_ms INTEGER NOT NULL,
       record TEXT NOT NULL,
       UNIQUE (mode, key)
     ) STRICT;
     CREATE INDEX trades_open ON trades (mode, is_open) WHERE is_open = 1;
     CREATE INDEX trades_fingerprint ON trades (mode, fingerprint, updated_at_ms);
     CREATE INDEX trades_created ON trades (created_at_ms);`,
  },
  {
    // Chains of hashes, and columns instead of a look into each record for what gates count.
    sql: `ALTER TABLE events ADD COLUMN hash TEXT NOT NULL DEFAULT '';
     ALTER TABLE trades ADD COLUMN head TEXT NOT NULL DEFAULT '';
     ALTER TABLE trades ADD COLUMN wallet TEXT NOT NULL DEFAULT '';
     ALTER TABLE trades ADD COLUMN may_move INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE trades ADD COLUMN status TEXT NOT NULL DEFAULT '';
     CREATE TABLE anchors (
       number INTEGER PRIMARY KEY,
       at_ms INTEGER NOT NULL,
       heads TEXT NOT NULL,
       hash TEXT NOT NULL
     ) STRICT;
     DROP INDEX trades_open;
     CREATE INDEX trades_open ON trades (created_at_ms) WHERE is_open = 1;
     CREATE INDEX trades_moving ON trades (wallet, mode) WHERE may_move = 1;
     CREATE INDEX trades_conflicted ON trades (mode, created_at_ms)
       WHERE status = 'conflicted';
     CREATE INDEX trades_open_fingerprint ON trades (mode, fingerprint, updated_at_ms)
       WHERE is_open = 1;`,
    fill: chainOldEvents,
  },
  {
    // Whether a signature is the journal's own, without a look at every trade.
    sql: `CREATE INDEX events_signature ON events (json_extract(payload, '$.attempt.signature'))
       WHERE name = 'AttemptSigned';`,
  },
  {
    // What may be traded, since when, by whose decision and why.
    sql: `CREATE TABLE trading_states (
       number INTEGER PRIMARY KEY,
       at_ms INTEGER NOT NULL,
       state TEXT NOT NULL,
       origin TEXT NOT NULL,
       decided_by TEXT NOT NULL,
       reason TEXT NOT NULL,
       in_flight TEXT NOT NULL,
       hash TEXT NOT NULL
     ) STRICT;`,
  },
  {
    // Positions, reservations and what a day has brought, so that limits on them survive a restart.
    sql: BOOKS_SCHEMA,
    fill: bookOldTrades,
  },
  {
    // One order over the events of all trades, so that whoever reads on knows where it was.
    sql: `CREATE TABLE event_order (
       sequence INTEGER PRIMARY KEY,
       trade_id TEXT NOT NULL,
       version INTEGER NOT NULL
     ) STRICT;
     INSERT INTO event_order (trade_id, version)
       SELECT trade_id, version FROM events ORDER BY at_ms, trade_id, version;`,
  },
];

/** First schema that has the books. */
export const BOOKS_SCHEMA_NUMBER = 5;

/** First schema that has the table of trading states. */
export const TRADING_STATES_SCHEMA = 4;

/** First schema that has the order of events. */
export const EVENT_ORDER_SCHEMA = 6;

/** Milliseconds to wait for somebody else's lock of the file. */
const BUSY_WAIT_MS = 1_000;

/** Another process may recover the log or look into the file for a moment; that is waited for. */
export function waitForOthers(database: SqlDatabase): void {
  database.exec(`PRAGMA busy_timeout = ${BUSY_WAIT_MS}`);
}

/** Newest schema this version can read and write. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Schema a database has, 0 when it is new. */
export function readSchemaVersion(database: SqlDatabase): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0n);
}

/**
 * Brings a journal to the newest schema, one commit for each number.
 *
 * @throws ExecutionError `JOURNAL__SCHEMA_NEWER`
 */
export function migrateJournal(database: SqlDatabase, chain: EventChain): void {
  refuseNewerSchema(database);
  const found = readSchemaVersion(database);
  for (const [index, { sql, fill }] of MIGRATIONS.entries()) {
    if (index < found) continue;
    database.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${index + 1};`);
    fill?.(database, chain);
    database.exec('COMMIT');
  }
}

/**
 * Stops before a journal that a newer version wrote is misread.
 *
 * @throws ExecutionError `JOURNAL__SCHEMA_NEWER`
 */
export function refuseNewerSchema(database: SqlDatabase): void {
  const found = readSchemaVersion(database);
  if (found <= SCHEMA_VERSION) return;
  throw new ExecutionError('JOURNAL__SCHEMA_NEWER', {
    path: database.path,
    found,
    supported: SCHEMA_VERSION,
  });
}
