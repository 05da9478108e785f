import { ExecutionError, reasonOf } from '@quantbot/core';

import type { ExecutorPlatform, SqlDatabase } from '../platform/executorPlatform.ts';
import { readDeficits, type RecordedDeficit } from '../reconcile/balanceNotes.ts';
import { readAdoptions } from '../history/historyNotes.ts';
import {
  BOOKS_SCHEMA_NUMBER,
  readSchemaVersion,
  refuseNewerSchema,
  waitForOthers,
} from '../journal/journalSchema.ts';
import { isFreeAgain } from '../journal/isFreeAgain.ts';
import { noteName } from '../journal/noteName.ts';
import type { NoteReader } from '../journal/readNote.ts';
import { createJournalReader, readRecord } from '../journal/sqliteJournalReader.ts';
import type { TradeMode } from '../journal/tradeEvents.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { TradingChange } from '../journal/tradingChange.ts';

/**
 * What the journal says of a token on the live side. `held`: the books hold some of it, or a trade of
 * it may still move. `none`: they hold nothing, and every live trade of it is accounted for.
 * `uncertain`: a person ended a trade of it, it contradicts the chain, or somebody adopted what the
 * journal does not explain; only the chain can tell.
 */
export type LiveHolding = 'held' | 'uncertain' | 'none';

/** A keyless request, as a process of a mode would recognise it. */
export interface FingerprintLookup {
  readonly mode: TradeMode;
  readonly fingerprintText: string;
  /** Ended trades count from this time on, milliseconds since the Unix epoch. */
  readonly endedSinceMs: number;
}

/** Which trades count. */
export interface RecentTradesQuery {
  /** Received after this time, milliseconds since the Unix epoch. */
  readonly sinceMs: number;
  readonly limit: number;
}

/** The live side of a journal, for whoever decides which adapter a request belongs to. */
export interface LiveSideReader {
  holding(token: string): LiveHolding;
  /**
   * Whether the key stands for a trade in a process of a mode: a live one, or in dry-run a rehearsed
   * one as well. A denied key that is free again stands for none: a repeat would trade anew.
   */
  knowsKey(key: string, mode: TradeMode): boolean;
  /** Whether a request without a key would be answered with a trade that is there. */
  attaches(lookup: FingerprintLookup): boolean;
  /** Live trades that got past the gates, newest first. */
  recentTrades(query: RecentTradesQuery): readonly TradeRecord[];
  /** Live trades that the chain contradicts and no person has decided about, oldest first. */
  conflicts(): readonly TradeRecord[];
  /** Assets of which less is on chain than the journal explains, until a person adopts it. */
  deficits(): readonly RecordedDeficit[];
  /** Newest change of the trading state, `undefined` while there was none. */
  tradingChange(): TradingChange | undefined;
  close(): void;
}

/**
 * Opens the journal at a path for such questions. Takes nothing: another process may own it.
 *
 * @throws ExecutionError `JOURNAL__UNAVAILABLE`, `JOURNAL__SCHEMA_NEWER`
 */
export function openLiveSideReader(path: string, platform: ExecutorPlatform): LiveSideReader {
  let database: SqlDatabase | undefined;
  try {
    database = platform.openDatabase(path, { readOnly: true });
    waitForOthers(database);
    refuseNewerSchema(database);
    refuseOlderSchema(database);
    return createLiveSideReader(database);
  } catch (cause) {
    database?.close();
    if (cause instanceof ExecutionError) throw cause;
    throw new ExecutionError('JOURNAL__UNAVAILABLE', { path, reason: reasonOf(cause) }, { cause });
  }
}

function createLiveSideReader(database: SqlDatabase): LiveSideReader {
  const journal = createJournalReader(database);
  const fact = database.prepare('SELECT value FROM facts WHERE name = ?');
  const notes: NoteReader = {
    path: database.path,
    note: (name) => {
      const value = fact.get(noteName(name))?.['value'];
      return value === undefined ? undefined : String(value);
    },
  };
  const open = database.prepare(
    `SELECT record FROM trades WHERE mode = 'live' AND is_open = 1 ORDER BY created_at_ms, rowid`,
  );
  const recent = database.prepare(
    // However many are denied, they must not hide what ran and failed.
    `SELECT record FROM trades WHERE mode = 'live' AND status <> 'denied' AND created_at_ms > ?
     ORDER BY created_at_ms DESC, rowid DESC LIMIT ?`,
  );
  const byFingerprint = database.prepare(
    `SELECT record FROM trades WHERE mode = ? AND fingerprint = ?
     AND (is_open = 1 OR updated_at_ms >= ?)`,
  );
  const conflicted = database.prepare(
    `SELECT record FROM trades WHERE status = 'conflicted' AND mode = 'live'
     ORDER BY created_at_ms, rowid`,
  );
  const unproven = database.prepare(
    `SELECT record FROM trades WHERE status IN ('conflicted', 'resolved') AND mode = 'live'`,
  );
  const isHeld = heldByBooks(database);
  const isOf = (token: string) => (row: Parameters<typeof readRecord>[0]) =>
    readRecord(row)?.request.tokenAddress === token;
  return {
    holding: (token) => {
      if (open.all().some(isOf(token)) || isHeld(token)) return 'held';
      const isExplained = readAdoptions(notes).length === 0 && !unproven.all().some(isOf(token));
      return isExplained ? 'none' : 'uncertain';
    },
    knowsKey: (key, mode) => {
      const trade = journal.findByKey(key, 'live') ?? journal.findByKey(key, mode);
      return trade !== undefined && !(trade.mode === mode && isFreeAgain(trade));
    },
    attaches: ({ mode, fingerprintText, endedSinceMs }) =>
      byFingerprint
        .all(mode, fingerprintText, endedSinceMs)
        .flatMap((row) => readRecord(row) ?? [])
        .some((trade) => !isFreeAgain(trade)),
    recentTrades: ({ sinceMs, limit }) =>
      recent.all(sinceMs, limit).flatMap((row) => readRecord(row) ?? []),
    conflicts: () => conflicted.all().flatMap((row) => readRecord(row) ?? []),
    deficits: () => readDeficits(notes),
    tradingChange: () => journal.tradingChanges({ limit: 1 })[0],
    close: () => {
      database.close();
    },
  };
}

function refuseOlderSchema(database: SqlDatabase): void {
  if (readSchemaVersion(database) >= BOOKS_SCHEMA_NUMBER) return;
  const reason = 'an older version wrote it; quantbot resume brings it to this one';
  throw new ExecutionError('JOURNAL__UNAVAILABLE', { path: database.path, reason });
}

/** Whether the books hold some of a token, or an open buy of it. */
function heldByBooks(database: SqlDatabase): (token: string) => boolean {
  const booked = database.prepare(
    `SELECT units, open_cost_lamports FROM positions WHERE mode = 'live' AND token = ?`,
  );
  return (token) =>
    booked
      .all(token)
      .some((row) =>
        [row['units'], row['open_cost_lamports']].some((amount) => BigInt(String(amount)) !== 0n),
      );
}
