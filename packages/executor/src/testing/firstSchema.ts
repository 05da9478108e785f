import { fingerprintText } from '@quantbot/core';

import type { TradeEvent } from '../journal/tradeEvents.ts';
import { foldTrade, type TradeRecord } from '../journal/tradeRecord.ts';
import type { SqlDatabase } from '../platform/executorPlatform.ts';
import { FIXTURE_NOW_MS, fixtureReceived } from './journalFixtures.ts';

/** The schema that the first version wrote, as it was. */
const FIRST_SCHEMA = `CREATE TABLE facts (
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
   CREATE INDEX trades_created ON trades (created_at_ms);
   PRAGMA user_version = 1;
   INSERT INTO facts (name, value) VALUES ('epoch', '7')`;

/** Makes an empty journal as the first version did. */
export function createFirstSchema(database: SqlDatabase): void {
  database.exec(FIRST_SCHEMA);
}

/** Writes a trade as the first version did; it counts as open unless said otherwise. */
export function writeFirstSchemaTrade(
  database: SqlDatabase,
  tradeId: string,
  { events, isOpen = 1 }: { readonly events: readonly TradeEvent[]; readonly isOpen?: 0 | 1 },
): TradeRecord {
  const journalled = [fixtureReceived({ key: tradeId }), ...events].map((event, index) => ({
    tradeId,
    version: index + 1,
    atMs: FIXTURE_NOW_MS + index,
    event,
  }));
  const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?)');
  for (const { version, atMs, event } of journalled) {
    insert.run(tradeId, version, atMs, event.name, JSON.stringify(event));
  }
  const trade = foldTrade(journalled);
  if (trade === undefined) throw new Error('there is no trade');
  database
    .prepare('INSERT INTO trades VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      tradeId,
      trade.mode,
      trade.key,
      fingerprintText(trade.fingerprint),
      isOpen,
      trade.version,
      trade.createdAtMs,
      trade.updatedAtMs,
      JSON.stringify(trade),
    );
  return trade;
}
