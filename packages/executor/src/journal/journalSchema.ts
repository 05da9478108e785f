import { ExecutionError } from '@quantbot/core';

import type { SqlDatabase } from '../platform/executorPlatform.ts';

/** Numbered changes of the schema, oldest first. Released ones are never edited. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE facts (
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
];

/** Newest schema this version can read and write. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Schema a database has, 0 when it is new. */
export function readSchemaVersion(database: SqlDatabase): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0n);
}

/**
 * Brings a journal to the newest schema.
 *
 * @throws ExecutionError `JOURNAL__SCHEMA_NEWER`
 */
export function migrateJournal(database: SqlDatabase): void {
  refuseNewerSchema(database);
  const found = readSchemaVersion(database);
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < found) continue;
    database.exec(`BEGIN IMMEDIATE; ${migration} PRAGMA user_version = ${index + 1}; COMMIT;`);
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
