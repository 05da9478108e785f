import { ExecutionError, fault, isFault, reasonOf, type Fault } from '@quantbot/core';

import type { ExecutorPlatform, SqlDatabase } from '../platform/executorPlatform.ts';
import type { SignerCaps } from './signerSettings.ts';

/** What a message that is to be signed lets out. */
export interface Outflow {
  /** SHA-256 of the message, hexadecimal: the same bytes count once. */
  readonly messageHash: string;
  readonly side: 'buy' | 'sell';
  readonly mint: string;
  /** Lamports that leave the wallet for good at worst: nothing that comes back is taken off. */
  readonly lamports: bigint;
  readonly atMs: number;
}

/** Balance of the wallet, as the signer has seen it. */
export interface SeenBalance {
  readonly lamports: bigint;
  /** Slot that it was read at: an older one says nothing new. */
  readonly slot: bigint;
  readonly atMs: number;
}

/** What is left of the caps now. */
export interface Room {
  /** Lamports that may still leave, by hour and day together. */
  readonly lamports: bigint;
}

/** Everything that was signed, durable before a signature is handed out. */
export interface OutflowLedger {
  /** Whether these bytes were signed before. */
  has(messageHash: string): boolean;
  room(nowMs: number): Room;
  /**
   * Takes note of the balance. What it has fallen by counts as well, unless it was counted for
   * messages that could land since the last look: a program took it, or somebody who signs elsewhere.
   *
   * @returns the balance to reckon with, which an older reading never lowers, or
   * `SIGNER__LEDGER_UNAVAILABLE` when it cannot be written
   */
  observe(seen: SeenBalance): bigint | Fault;
  /**
   * Writes down what is about to be signed, unless a cap forbids it. On disk when it returns.
   *
   * @returns `SIGNER__CAP_EXCEEDED`, or `SIGNER__LEDGER_UNAVAILABLE` when it cannot be written;
   * then nothing was counted, and nothing may be signed.
   */
  admit(outflow: Outflow): Fault | undefined;
  /**
   * Takes the balance for right as it is, as a person has decided who moved lamports himself. What
   * was counted as unexplained within a day counts no more; both are written down.
   *
   * @returns lamports that count no more, or `SIGNER__LEDGER_UNAVAILABLE`
   */
  accept(seen: SeenBalance, reason: string): bigint | Fault;
  close(): void;
}

const LEDGER_FILE = 'outflows.sqlite';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Entries are kept for the books for so long; the caps look back a day. */
const KEPT_MS = 90 * DAY_MS;
/** A clock is set right by less than this; what lies further ahead was written by a wrong one. */
const AHEAD_MS_MAX = 5 * MINUTE_MS;
/**
 * Slots after which a message is dead that was signed now: 150 blocks, with room for slots without
 * a block and for a node that lags.
 */
const LIFE_SLOTS = 600n;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS outflow (
    message_hash TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell', 'unexplained')),
    mint TEXT NOT NULL,
    lamports INTEGER NOT NULL CHECK (lamports >= 0)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS balance (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    slot INTEGER NOT NULL,
    lamports INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS expected (
    id INTEGER PRIMARY KEY,
    slot INTEGER NOT NULL,
    lamports INTEGER NOT NULL CHECK (lamports > 0)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS acceptance (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    lamports INTEGER NOT NULL,
    forgiven INTEGER NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS outflow_at ON outflow (at_ms);
`;

/**
 * Opens the ledger of a signer, for one process at a time.
 *
 * @throws ExecutionError `SIGNER__LEDGER_UNAVAILABLE`
 */
export function openOutflowLedger(
  directory: string,
  caps: SignerCaps,
  platform: Pick<ExecutorPlatform, 'ensureDirectory' | 'openDatabase'>,
): OutflowLedger {
  const path = `${directory}/${LEDGER_FILE}`;
  let database: SqlDatabase | undefined;
  try {
    platform.ensureDirectory(directory);
    database = platform.openDatabase(path);
    // The lock of an exclusive connection is taken with its first write and kept to its end.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec(`BEGIN EXCLUSIVE; ${SCHEMA} COMMIT`);
    return createLedger(database, caps);
  } catch (cause) {
    database?.close();
    throw new ExecutionError('SIGNER__LEDGER_UNAVAILABLE', { path, reason: reasonOf(cause) });
  }
}

function createLedger(database: SqlDatabase, caps: SignerCaps): OutflowLedger {
  const find = database.prepare('SELECT 1 AS found FROM outflow WHERE message_hash = ?');
  const newest = database.prepare('SELECT coalesce(max(at_ms), 0) AS at FROM outflow');
  const sum = database.prepare(
    'SELECT coalesce(sum(lamports), 0) AS lamports, ' +
      "count(*) FILTER (WHERE side <> 'unexplained') AS entries FROM outflow WHERE at_ms > ?",
  );
  const insert = database.prepare(
    'INSERT INTO outflow (message_hash, at_ms, side, mint, lamports) VALUES (?, ?, ?, ?, ?)',
  );
  const books = createBalanceBooks(database);
  const forget = database.prepare('DELETE FROM outflow WHERE at_ms < ?');
  const forgive = createForgiving(database);
  const newestMs = (): number => Number(newest.get()?.['at'] ?? 0);
  /** A clock that was set back must not empty the windows. */
  const later = (nowMs: number): number => Math.max(nowMs, newestMs());
  const since: SinceReading = (atMs) => {
    const row = sum.get(atMs);
    return {
      lamports: row?.['lamports'] as bigint,
      entries: row?.['entries'] as bigint,
    };
  };
  const write = (outflow: Outflow): undefined | Fault => {
    const aheadMs = newestMs() - outflow.atMs;
    if (aheadMs > AHEAD_MS_MAX) return aheadFault(database.path, aheadMs);
    const atMs = later(outflow.atMs);
    const forbidden = capFault(caps, { outflow, atMs, since });
    if (forbidden !== undefined) return forbidden;
    const { messageHash, side, mint, lamports } = outflow;
    forget.run(atMs - KEPT_MS);
    insert.run(messageHash, atMs, side, mint, lamports);
    books.expect(lamports);
    return undefined;
  };
  return {
    has: (messageHash) => find.get(messageHash) !== undefined,
    room: (nowMs) => {
      const atMs = later(nowMs);
      const hour = caps.hourLamportsMax - since(atMs - HOUR_MS).lamports;
      const day = caps.dayLamportsMax - since(atMs - DAY_MS).lamports;
      const least = hour < day ? hour : day;
      return { lamports: least > 0n ? least : 0n };
    },
    observe: ({ lamports, slot, atMs }) =>
      inTransaction(database, () => {
        const { excess, balance } = books.observe(lamports, slot);
        if (excess > 0n) {
          insert.run(`balance at slot ${slot}`, later(atMs), 'unexplained', 'SOL', excess);
        }
        return balance;
      }),
    admit: (outflow) => inTransaction(database, () => write(outflow)),
    accept: (seen, reason) =>
      inTransaction(database, () => {
        books.accept(seen);
        return forgive({ ...seen, atMs: later(seen.atMs) }, reason);
      }),
    close: () => {
      database.close();
    },
  };
}

/** Takes what was counted as unexplained within a day out of the books, and notes who had it so. */
function createForgiving(database: SqlDatabase) {
  const unexplained = database.prepare(
    'SELECT coalesce(sum(lamports), 0) AS lamports FROM outflow ' +
      "WHERE side = 'unexplained' AND at_ms > ?",
  );
  const remove = database.prepare("DELETE FROM outflow WHERE side = 'unexplained' AND at_ms > ?");
  const note = database.prepare(
    'INSERT INTO acceptance (at_ms, slot, lamports, forgiven, reason) VALUES (?, ?, ?, ?, ?)',
  );
  return ({ lamports, slot, atMs }: SeenBalance, reason: string): bigint => {
    const forgiven = unexplained.get(atMs - DAY_MS)?.['lamports'] as bigint;
    remove.run(atMs - DAY_MS);
    note.run(atMs, slot, lamports, forgiven, reason);
    return forgiven;
  };
}

/** Without this, an hour that a wrong clock wrote ahead would never pass, and nobody would know why. */
function aheadFault(path: string, aheadMs: number): Fault {
  const minutes = Math.round(aheadMs / MINUTE_MS);
  const reason =
    `its newest entry lies ${minutes} minutes ahead of this machine's clock: set the clock right, ` +
    'or wait until then';
  return fault('SIGNER__LEDGER_UNAVAILABLE', { path, reason });
}

/** Does something whole or not at all. What refuses leaves no trace. */
function inTransaction<Value>(database: SqlDatabase, work: () => Value | Fault): Value | Fault {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = work();
    database.exec(isFault(result) ? 'ROLLBACK' : 'COMMIT');
    return result;
  } catch (cause) {
    const reason = rollBack(database, cause);
    return fault('SIGNER__LEDGER_UNAVAILABLE', { path: database.path, reason });
  }
}

/**
 * Holds what the balance has fallen by against what was counted for messages that could land in the
 * meantime. What was counted for a message that is dead explains nothing any more: otherwise trades
 * that never landed would pay, much later, for what is taken then.
 */
function createBalanceBooks(database: SqlDatabase) {
  const read = database.prepare('SELECT slot, lamports FROM balance WHERE id = 1');
  const write = database.prepare(
    'INSERT INTO balance (id, slot, lamports) VALUES (1, ?, ?) ' +
      'ON CONFLICT (id) DO UPDATE SET slot = excluded.slot, lamports = excluded.lamports',
  );
  const expected = database.prepare('SELECT id, lamports FROM expected ORDER BY id');
  const add = database.prepare('INSERT INTO expected (slot, lamports) VALUES (?, ?)');
  const lessen = database.prepare('UPDATE expected SET lamports = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM expected WHERE id = ?');
  const bury = database.prepare('DELETE FROM expected WHERE slot < ?');
  const figures = () => {
    const row = read.get();
    if (row === undefined) return undefined;
    const { slot, lamports } = row as Readonly<Record<'slot' | 'lamports', bigint>>;
    return { slot, lamports };
  };
  /** @returns what was not expected of it. */
  const explain = (fallen: bigint): bigint => {
    let rest = fallen;
    for (const row of expected.all()) {
      if (rest === 0n) break;
      const { id, lamports } = row as Readonly<Record<'id' | 'lamports', bigint>>;
      if (lamports > rest) lessen.run(lamports - rest, id);
      else remove.run(id);
      rest = lamports > rest ? 0n : rest - lamports;
    }
    return rest;
  };
  return {
    expect: (lamports: bigint): void => {
      const known = figures();
      if (known !== undefined && lamports > 0n) add.run(known.slot, lamports);
    },
    accept: ({ lamports, slot }: SeenBalance): void => {
      write.run(slot, lamports);
    },
    observe: (lamports: bigint, slot: bigint) => {
      const known = figures();
      if (known !== undefined && slot <= known.slot) {
        const balance = lamports > known.lamports ? lamports : known.lamports;
        return { excess: 0n, balance };
      }
      const before = known?.lamports ?? lamports;
      const excess = before > lamports ? explain(before - lamports) : 0n;
      write.run(slot, lamports);
      bury.run(slot - LIFE_SLOTS);
      return { excess, balance: lamports };
    },
  };
}

/** What was signed after a moment. */
type SinceReading = (atMs: number) => { readonly lamports: bigint; readonly entries: bigint };

/** The first cap that an entry would break. */
function capFault(
  caps: SignerCaps,
  {
    outflow: { lamports: wanted },
    atMs,
    since,
  }: { readonly outflow: Outflow; readonly atMs: number; readonly since: SinceReading },
): Fault | undefined {
  const hour = since(atMs - HOUR_MS).lamports;
  const day = since(atMs - DAY_MS).lamports;
  const signatures = since(atMs - MINUTE_MS).entries;
  const minuteMax = BigInt(caps.signaturesPerMinuteMax);
  const bounds = [
    { cap: 'signaturesPerMinuteMax', wanted: 1n, used: signatures, max: minuteMax },
    { cap: 'hourLamportsMax', wanted, used: hour, max: caps.hourLamportsMax },
    { cap: 'dayLamportsMax', wanted, used: day, max: caps.dayLamportsMax },
  ];
  const broken = bounds.find((bound) => bound.used + bound.wanted > bound.max);
  return broken === undefined ? undefined : fault('SIGNER__CAP_EXCEEDED', broken);
}

/** @returns what went wrong, the end of the transaction included. */
function rollBack(database: SqlDatabase, cause: unknown): string {
  if (!database.isInTransaction()) return reasonOf(cause);
  try {
    database.exec('ROLLBACK');
    return reasonOf(cause);
  } catch (second) {
    return `${reasonOf(cause)}; ${reasonOf(second)}`;
  }
}
