import { ExecutionError, isExecutionError, reasonOf, type ClockPort } from '@quantbot/core';

import { openStateDatabase, type StateDatabase } from '../platform/openStateDatabase.ts';
import type { ShadowRecord } from './compareShadow.ts';
import type {
  RolloutMove,
  RolloutMoveKind,
  RolloutMoveWish,
  RolloutStore,
} from './rolloutStore.ts';
import type { RolloutStage } from './rolloutStage.ts';
import type { Route, RouteReason } from './routeRequest.ts';
import type { RouteRecord, RouteState } from './stickyRoute.ts';

/** Name of the rollout's file in the data directory. */
export const ROLLOUT_FILE = 'rollout.sqlite';

const SCHEMA_VERSION = 1;

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
  ) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};`;

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
  const note = (work: () => void): void => {
    guarded(() => {
      atomically(unhurried, work);
    });
  };
  return {
    path,
    newestMove: () => guarded(() => rows.moves(1)[0]),
    moves: (limit) => guarded(() => rows.moves(limit)),
    newestStepDown: () => guarded(() => rows.newestStepDown()),
    move: (wish, after) =>
      write(() => {
        const newest = rows.moves(1)[0]?.number ?? 0;
        if (newest !== after) return undefined;
        return rows.insertMove({
          ...wish,
          number: newest + 1,
          atMs: clock.nowMs(),
          isReduced: false,
        });
      }),
    markReduced: (number) => {
      write(() => {
        database.run('UPDATE moves SET is_reduced = 1 WHERE number = ?', [number]);
      });
    },
    decide: (name, decide) =>
      write(() => {
        const decided = decide({ record: rows.route(name), move: rows.moves(1)[0] });
        if (isWrite(decided)) rows.saveRoute(decided.write);
        return decided;
      }),
    settle: (name, state, atMs) => {
      note(() => {
        notes.settle(name, state, atMs);
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
      if (found < SCHEMA_VERSION) database.exec(SCHEMA);
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
         decided_at_ms, touched_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
        ],
      );
    },
    settle: (name: string, state: RouteState, atMs: number): void => {
      // Whatever a repeat is answered, a key that stands for an answer goes on standing for it.
      database.run(
        `UPDATE routes SET state = CASE state WHEN 'taken' THEN state ELSE ? END,
         touched_at_ms = ? WHERE name = ?`,
        [state, atMs, name],
      );
    },
    hasUnansweredBuy: (token: string, sinceMs: number): boolean =>
      database.all(
        `SELECT 1 FROM routes WHERE route = 'real' AND side = 'buy' AND state = 'decided'
         AND token = ? AND decided_at_ms >= ? LIMIT 1`,
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

function readMove(row: Row): RolloutMove {
  return {
    number: Number(row['number']),
    atMs: Number(row['at_ms']),
    kind: String(row['kind']) as RolloutMoveKind,
    stage: String(row['stage']) as RolloutStage,
    isSteppedDown: Number(row['is_stepped_down']) === 1,
    by: String(row['moved_by']),
    reason: String(row['reason']),
    isReduced: Number(row['is_reduced']) === 1,
  } satisfies RolloutMove & RolloutMoveWish;
}

function readRoute(row: Row): RouteRecord {
  return {
    name: String(row['name']),
    fingerprint: JSON.parse(String(row['fingerprint'])) as RouteRecord['fingerprint'],
    token: String(row['token']),
    side: String(row['side']) as RouteRecord['side'],
    route: String(row['route']) as Route,
    reason: String(row['reason']) as RouteReason,
    stage: String(row['stage']) as RolloutStage,
    state: String(row['state']) as RouteState,
    decidedAtMs: Number(row['decided_at_ms']),
    touchedAtMs: Number(row['touched_at_ms']),
  };
}
