import { ExecutionError, isExecutionError, reasonOf, type ClockPort } from '@quantbot/core';

import { openStateDatabase, type StateDatabase } from '../platform/openStateDatabase.ts';
import { readMark, writeMark } from '../platform/rolloutMark.ts';
import type { ShadowRecord } from './compareShadow.ts';
import { ROLLOUT_MOVE_KINDS, type RolloutMove, type RolloutStore } from './rolloutStore.ts';
import { ROLLOUT_STAGES } from './rolloutStage.ts';
import { ROUTES, type RouteReason } from './routeRequest.ts';
import { ROUTE_STATES, type RouteRecord } from './stickyRoute.ts';

/** Name of the rollout's file in the data directory. */
export const ROLLOUT_FILE = 'rollout.sqlite';

const SCHEMA_VERSION = 2;

/** Ending of the file beside it that says how many moves were made. */
export const MARK_ENDING = '.moves';

/** Routes are few bytes each and are kept for ever: a key names one trade for ever. */
const SCHEMA = `CREATE TABLE moves (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    stage TEXT NOT NULL,
    is_stepped_down INTEGER NOT NULL,
    moved_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    is_reduced INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE routes (
    name TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    token TEXT NOT NULL,
    side TEXT NOT NULL,
    route TEXT NOT NULL,
    reason TEXT NOT NULL,
    stage TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_at_ms INTEGER NOT NULL,
    touched_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX routes_unanswered ON routes (token, decided_at_ms)
    WHERE route = 'real' AND side = 'buy' AND state = 'decided';
  CREATE TABLE shadows (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL
  ) STRICT;`;

/** Statements that bring a file of each version to the next one. */
const MIGRATIONS = [
  SCHEMA,
  // Whether a route was only rehearsed, and buys that are asked for again.
  `ALTER TABLE routes ADD COLUMN is_dry INTEGER NOT NULL DEFAULT 0;
   DROP INDEX routes_unanswered;
   CREATE INDEX routes_unanswered ON routes (token, touched_at_ms)
     WHERE route = 'real' AND side = 'buy' AND state = 'decided';`,
] as const;

/** Where a store is and by which clock it writes. */
export interface RolloutStoreConfig {
  /** File, made with its directory when missing. */
  readonly path: string;
  readonly clock: ClockPort;
}

/**
 * Opens the rollout of a data directory. Any number of processes may have it open; each sees what the
 * others have committed.
 *
 * @throws ExecutionError `ROLLOUT__UNAVAILABLE`
 */
export function openRolloutStore({ path, clock }: RolloutStoreConfig): RolloutStore {
  const guarded = <Value>(work: () => Value): Value => guard(path, work);
  const database = guarded(() => open(path));
  const rows = createRows(database);
  const write = <Value>(work: () => Value): Value => guarded(() => atomically(database, work));
  // What came of a request may be lost with the power: not to know it is only stricter.
  const unhurried = guarded(() => openUnhurried(path));
  const notes = createRows(unhurried);
  const mark = `${path}${MARK_ENDING}`;
  const newestMove = (): RolloutMove | undefined => {
    const newest = rows.moves(1)[0];
    const found = newest?.number ?? 0;
    const made = readMark(mark);
    if (found < made) throw missingMoves(path, found, made);
    return newest;
  };
  guarded(() => {
    const found = rows.moves(1)[0]?.number ?? 0;
    if (found > readMark(mark)) writeMark(mark, found);
  });
  const note = (work: () => void): void => {
    guarded(() => {
      atomically(unhurried, work);
    });
  };
  return {
    path,
    newestMove: () => guarded(newestMove),
    moves: (limit) => guarded(() => rows.moves(limit)),
    newestStepDown: () => guarded(() => rows.newestStepDown()),
    move: (wish, after) =>
      write(() => {
        const newest = rows.moves(1)[0]?.number ?? 0;
        if (newest !== after) return undefined;
        const number = Math.max(newest, readMark(mark)) + 1;
        const move = rows.insertMove({ ...wish, number, atMs: clock.nowMs(), isReduced: false });
        // First the mark: a crash before the commit refuses trades, and forgets no move.
        writeMark(mark, number);
        return move;
      }),
    markReduced: (number) => {
      write(() => {
        database.run('UPDATE moves SET is_reduced = 1 WHERE number = ?', [number]);
      });
    },
    decide: (name, decide) =>
      write(() => {
        const decided = decide({ record: rows.route(name), move: newestMove() });
        if (isWrite(decided)) rows.saveRoute(decided.write);
        return decided;
      }),
    route: (name) => guarded(() => rows.route(name)),
    settle: (record, state, atMs) => {
      note(() => {
        notes.settle(record, state, atMs);
      });
    },
    hasUnansweredBuy: (token, sinceMs) => guarded(() => rows.hasUnansweredBuy(token, sinceMs)),
    addShadow: (record, recordsMax) => {
      note(() => {
        notes.addShadow(record, recordsMax);
      });
    },
    shadows: (limit) => guarded(() => rows.shadows(limit)),
    close: () => {
      unhurried.close();
      database.close();
    },
  };
}

/** Commits of this connection are whole and in order, and on disk with the next of the other one. */
function openUnhurried(path: string): StateDatabase {
  const database = openStateDatabase(path);
  try {
    database.exec('PRAGMA synchronous = NORMAL');
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** A file that was lost or comes from a backup may say a stage that people have left since. */
function missingMoves(path: string, found: number, made: number): ExecutionError {
  const reason =
    `it has ${found} of ${made} moves, so it was lost or is an older copy; say where the rollout ` +
    'stands with quantbot rollout back --to stub --reason …';
  return new ExecutionError('ROLLOUT__UNAVAILABLE', { path, reason });
}

function isWrite(decided: unknown): decided is { readonly write: RouteRecord } {
  return typeof decided === 'object' && decided !== null && 'write' in decided;
}

function guard<Value>(path: string, work: () => Value): Value {
  try {
    return work();
  } catch (cause) {
    if (isExecutionError(cause)) throw cause;
    throw new ExecutionError('ROLLOUT__UNAVAILABLE', { path, reason: reasonOf(cause) }, { cause });
  }
}

function open(path: string): StateDatabase {
  const database = openStateDatabase(path);
  try {
    atomically(database, () => {
      const [row] = database.all('PRAGMA user_version', []);
      const found = Number(row?.['user_version'] ?? 0);
      if (found > SCHEMA_VERSION) {
        const reason = `it has schema ${found}, and this version knows up to ${SCHEMA_VERSION}`;
        throw new ExecutionError('ROLLOUT__UNAVAILABLE', { path, reason });
      }
      for (const migration of MIGRATIONS.slice(found)) database.exec(migration);
      if (found < SCHEMA_VERSION) database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    });
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** Takes the write lock at once, so that what is read inside is what the write is based on. */
function atomically<Value>(database: StateDatabase, work: () => Value): Value {
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    database.exec('COMMIT');
    return value;
  } catch (cause) {
    if (database.inTransaction()) database.exec('ROLLBACK');
    throw cause;
  }
}

type Row = Record<string, unknown>;

function createRows(database: StateDatabase) {
  return {
    moves: (limit: number): RolloutMove[] =>
      database.all('SELECT * FROM moves ORDER BY number DESC LIMIT ?', [limit]).map(readMove),
    newestStepDown: (): RolloutMove | undefined =>
      database
        .all(`SELECT * FROM moves WHERE kind = 'step-down' ORDER BY number DESC LIMIT 1`, [])
        .map(readMove)[0],
    insertMove: (move: RolloutMove): RolloutMove => {
      const { number, atMs, kind, stage, isSteppedDown, by, reason } = move;
      database.run(
        `INSERT INTO moves (number, at_ms, kind, stage, is_stepped_down, moved_by, reason)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [number, atMs, kind, stage, isSteppedDown ? 1 : 0, by, reason],
      );
      return move;
    },
    route: (name: string): RouteRecord | undefined => {
      const [row] = database.all('SELECT * FROM routes WHERE name = ?', [name]);
      return row === undefined ? undefined : readRoute(row);
    },
    saveRoute: (record: RouteRecord): void => {
      database.run(
        `INSERT OR REPLACE INTO routes (name, fingerprint, token, side, route, reason, stage, state,
         decided_at_ms, touched_at_ms, is_dry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          record.name,
          JSON.stringify(record.fingerprint),
          record.token,
          record.side,
          record.route,
          record.reason,
          record.stage,
          record.state,
          record.decidedAtMs,
          record.touchedAtMs,
          record.isDry ? 1 : 0,
        ],
      );
    },
    settle: (...[{ name, decidedAtMs }, state, atMs]: Parameters<RolloutStore['settle']>): void => {
      // Whatever a repeat is answered, a key that stands for an answer goes on standing for it.
      database.run(
        `UPDATE routes SET state = CASE state WHEN 'taken' THEN state ELSE ? END,
         touched_at_ms = ? WHERE name = ? AND (? <> 'free' OR touched_at_ms = ?)`,
        [state, atMs, name, state, decidedAtMs],
      );
    },
    hasUnansweredBuy: (token: string, sinceMs: number): boolean =>
      database.all(
        `SELECT 1 FROM routes WHERE route = 'real' AND side = 'buy' AND state = 'decided'
         AND token = ? AND touched_at_ms >= ? LIMIT 1`,
        [token, sinceMs],
      ).length > 0,
    addShadow: (record: ShadowRecord, recordsMax: number): void => {
      database.run('INSERT OR IGNORE INTO shadows (key, record) VALUES (?, ?)', [
        record.key,
        JSON.stringify(record),
      ]);
      database.run('DELETE FROM shadows WHERE number <= (SELECT max(number) FROM shadows) - ?', [
        recordsMax,
      ]);
    },
    shadows: (limit: number): ShadowRecord[] =>
      database
        .all('SELECT record FROM shadows ORDER BY number DESC LIMIT ?', [limit])
        .map((row) => JSON.parse(String(row['record'])) as ShadowRecord),
  };
}

/** A word that this version does not know must not be taken for one that it does. */
function oneOf<Word extends string>(row: Row, column: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === row[column]);
  if (found !== undefined) return found;
  throw new Error(`${column} is ${JSON.stringify(row[column])}, not one of ${words.join(', ')}`);
}

function readMove(row: Row): RolloutMove {
  return {
    number: Number(row['number']),
    atMs: Number(row['at_ms']),
    kind: oneOf(row, 'kind', ROLLOUT_MOVE_KINDS),
    stage: oneOf(row, 'stage', ROLLOUT_STAGES),
    isSteppedDown: Number(row['is_stepped_down']) === 1,
    by: String(row['moved_by']),
    reason: String(row['reason']),
    isReduced: Number(row['is_reduced']) === 1,
  };
}

function readRoute(row: Row): RouteRecord {
  return {
    name: String(row['name']),
    fingerprint: JSON.parse(String(row['fingerprint'])) as RouteRecord['fingerprint'],
    token: String(row['token']),
    side: oneOf(row, 'side', ['buy', 'sell']),
    route: oneOf(row, 'route', ROUTES),
    reason: String(row['reason']) as RouteReason,
    stage: oneOf(row, 'stage', ROLLOUT_STAGES),
    state: oneOf(row, 'state', ROUTE_STATES),
    isDry: Number(row['is_dry']) === 1,
    decidedAtMs: Number(row['decided_at_ms']),
    touchedAtMs: Number(row['touched_at_ms']),
  };
}
