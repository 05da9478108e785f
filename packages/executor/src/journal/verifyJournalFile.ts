import { ExecutionError } from '@quantbot/core';

import type { ExecutorPlatform, SqlDatabase } from '../platform/executorPlatform.ts';
import { findBookBreak } from './books/findBookBreak.ts';
import { journalError } from './commitGroup.ts';
import { createEventChain } from './eventChain.ts';
import { createJournalRows } from './journalRows.ts';
import {
  readSchemaVersion,
  refuseNewerSchema,
  SCHEMA_VERSION,
  waitForOthers,
} from './journalSchema.ts';
import { findTradingBreak } from './findTradingBreak.ts';
import { verifyJournal, type JournalVerification, type KnownAnchor } from './verifyJournal.ts';
import type { BrokenLink } from './verifyTrade.ts';

/** Which journal to verify, and against what. */
export interface VerifyOptions {
  readonly path: string;
  readonly platform: Pick<ExecutorPlatform, 'openDatabase' | 'sha256Hex'>;
  /** An anchor that was written down elsewhere. */
  readonly known?: KnownAnchor;
}

/**
 * Verifies a journal as it is at one moment, whoever owns it.
 *
 * @throws ExecutionError `JOURNAL__UNAVAILABLE`, `JOURNAL__SCHEMA_NEWER`
 */
export function verifyJournalFile({ path, platform, known }: VerifyOptions): JournalVerification {
  let database: SqlDatabase | undefined;
  try {
    database = platform.openDatabase(path, { readOnly: true });
    waitForOthers(database);
    refuseNewerSchema(database);
    requireChains(database);
    // One moment: what the owner writes meanwhile is not seen.
    database.exec('BEGIN');
    const chain = createEventChain(platform);
    const found = verifyJournal(createJournalRows(database), chain, known);
    const broken =
      found.broken ??
      findTradingBreak(database, chain) ??
      bookBreak(database) ??
      findFileBreak(database, 1);
    return { ...found, broken };
  } catch (cause) {
    if (isDamage(cause)) return damaged(cause);
    throw journalError(path, cause);
  } finally {
    database?.close();
  }
}

/**
 * Holds SQLite's indexes against its tables. What keys are looked up by is in no chain of hashes.
 *
 * @param part - A table with its indexes, or 1 for the whole file.
 */
export function findFileBreak(database: SqlDatabase, part: 'trades' | 1): BrokenLink | undefined {
  const pragma = `PRAGMA integrity_check(${part})`;
  const problem = String(database.prepare(pragma).get()?.['integrity_check']);
  return problem === 'ok' ? undefined : { what: 'file', problem };
}

function requireChains(database: SqlDatabase): void {
  const found = readSchemaVersion(database);
  if (found >= CHAINED_SCHEMA_VERSION) return;
  throw new ExecutionError('JOURNAL__UNAVAILABLE', {
    path: database.path,
    reason: `schema ${found} has no hashes; they are added when schema ${SCHEMA_VERSION} is, at the next start of an owner`,
  });
}

/** A journal of an older schema has no books before its owner starts next. */
function bookBreak(database: SqlDatabase): BrokenLink | undefined {
  return readSchemaVersion(database) < BOOKED_SCHEMA_VERSION ? undefined : findBookBreak(database);
}

/** First schema with books. */
const BOOKED_SCHEMA_VERSION = 5;

/** First schema whose events are chained. */
const CHAINED_SCHEMA_VERSION = 2;

/** SQLite result codes: the database disk image is malformed; the file is not a database. */
const DAMAGE_CODES: ReadonlySet<unknown> = new Set([11, 26]);

function isDamage(cause: unknown): cause is Error {
  // The primary result code is the low byte (SQLite, Result and Error Codes).
  return (
    cause instanceof Error && 'errcode' in cause && DAMAGE_CODES.has(Number(cause.errcode) & 0xff)
  );
}

function damaged({ message }: Error): JournalVerification {
  return {
    broken: { what: 'file', problem: message },
    trades: 0,
    events: 0,
    anchors: 0,
    lastAnchor: undefined,
  };
}
