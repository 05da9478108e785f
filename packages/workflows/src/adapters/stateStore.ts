import {
  ExecutionError,
  isExecutionError,
  reasonOf,
  type ClockPort,
  type StateDeleteRequest,
  type StateGetRequest,
  type StateGetResult,
  type StateQueryRequest,
  type StateQueryResult,
  type StateSetRequest,
} from '@quantbot/core';

import {
  openStateDatabase,
  type StateDatabase,
  type StateValue,
} from '../platform/openStateDatabase.ts';

/** Values by namespace and key in one database file. Every operation is synchronous. */
export interface StateStore {
  get(request: StateGetRequest): StateGetResult;
  set(request: StateSetRequest): void;
  delete(request: StateDeleteRequest): void;
  query(request: StateQueryRequest): StateQueryResult;
  /** Runs work in one transaction: all of it is stored, or none when it throws. */
  atomically<Answer>(work: () => Answer): Answer;
  isOpen(): boolean;
  close(): void;
}

const SCHEMA_VERSION = 1;
const SCHEMA = `
  CREATE TABLE state (
    namespace     TEXT NOT NULL,
    key           TEXT NOT NULL,
    value         TEXT NOT NULL,
    expires_at_ms INTEGER,
    PRIMARY KEY (namespace, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX state_by_expiry ON state (expires_at_ms) WHERE expires_at_ms IS NOT NULL;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Opens the file and brings its schema up to date. */
export function createStateStore(config: {
  readonly path: string;
  readonly clock: ClockPort;
}): StateStore {
  const { path, clock } = config;
  const database = openChecked(path);
  const unavailable = <Answer>(work: () => Answer): Answer => {
    try {
      return work();
    } catch (cause) {
      if (isExecutionError(cause)) throw cause;
      throw new ExecutionError('STATE__UNAVAILABLE', { path, reason: reasonOf(cause) }, { cause });
    }
  };
  return {
    get: (request) => unavailable(() => readValue(database, request, clock.nowMs())),
    set: (request) => {
      const text = valueText(request);
      const nowMs = clock.nowMs();
      unavailable(() => writeValue(database, { request, text, nowMs }));
    },
    delete: ({ key, namespace = '' }) =>
      unavailable(() => {
        database.run('DELETE FROM state WHERE namespace = ? AND key = ?', [namespace, key]);
      }),
    query: (request) => {
      if (database.isOpen()) return runQuery(database, request);
      throw new ExecutionError('STATE__UNAVAILABLE', { path, reason: 'it is closed' });
    },
    atomically: (work) => unavailable(() => atomically(database, work)),
    isOpen: () => database.isOpen(),
    close: () => database.close(),
  };
}

function openChecked(path: string): StateDatabase {
  let database: StateDatabase | undefined;
  try {
    database = openStateDatabase(path);
    migrate(database, path);
    return database;
  } catch (cause) {
    database?.close();
    if (isExecutionError(cause)) throw cause;
    throw new ExecutionError('STATE__UNAVAILABLE', { path, reason: reasonOf(cause) }, { cause });
  }
}

/** Checks and creates inside one write transaction, so that two processes cannot both create. */
function migrate(database: StateDatabase, path: string): void {
  atomically(database, () => {
    const [row] = database.all('PRAGMA user_version', []);
    const found = Number(row?.['user_version'] ?? 0);
    if (found > SCHEMA_VERSION) {
      throw new ExecutionError('STATE__SCHEMA_NEWER', { path, found, supported: SCHEMA_VERSION });
    }
    if (found < SCHEMA_VERSION) database.exec(SCHEMA);
  });
}

function readValue(
  database: StateDatabase,
  request: StateGetRequest,
  nowMs: number,
): StateGetResult {
  const [row] = database.all(
    `SELECT value FROM state
     WHERE namespace = ? AND key = ? AND (expires_at_ms IS NULL OR expires_at_ms > ?)`,
    [request.namespace ?? '', request.key, nowMs],
  );
  if (row === undefined) return { found: false };
  return { found: true, value: JSON.parse(String(row['value'])) as unknown };
}

/** Every write also drops what has expired, so that the file cannot grow with dead values. */
function writeValue(
  database: StateDatabase,
  write: { readonly request: StateSetRequest; readonly text: string; readonly nowMs: number },
): void {
  const { request, text, nowMs } = write;
  const { key, namespace = '', ttlSeconds } = request;
  const expiresAtMs = ttlSeconds === undefined ? null : nowMs + Math.round(ttlSeconds * 1_000);
  database.run('DELETE FROM state WHERE expires_at_ms <= ?', [nowMs]);
  database.run(
    `INSERT INTO state (namespace, key, value, expires_at_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (namespace, key)
     DO UPDATE SET value = excluded.value, expires_at_ms = excluded.expires_at_ms`,
    [namespace, key, text, expiresAtMs],
  );
}

function valueText({ key, value, ttlSeconds }: StateSetRequest): string {
  const invalid = (reason: string): ExecutionError =>
    new ExecutionError('STATE__VALUE_INVALID', { key, reason });
  if (typeof key !== 'string' || key === '') throw invalid('its key is no text, or an empty one');
  if (ttlSeconds !== undefined && !(Number.isFinite(ttlSeconds) && ttlSeconds > 0)) {
    throw invalid(`ttlSeconds ${ttlSeconds} is not a number above zero`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw invalid(`${value} is no value`);
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw invalid(reasonOf(cause));
  }
  if (text === undefined) throw invalid('it is undefined or a function');
  return text;
}

function runQuery(database: StateDatabase, request: StateQueryRequest): StateQueryResult {
  const parameters = (request.params ?? []).map(queryParameter);
  try {
    return database.query(request.query, parameters);
  } catch (cause) {
    throw new ExecutionError('STATE__QUERY_FAILED', { reason: reasonOf(cause) }, { cause });
  }
}

function queryParameter(value: unknown, index: number): StateValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    return value;
  }
  throw new ExecutionError('STATE__QUERY_FAILED', {
    reason: `parameter ${index + 1} is neither text, number, boolean, bytes nor null`,
  });
}

function atomically<Answer>(database: StateDatabase, work: () => Answer): Answer {
  database.exec('BEGIN IMMEDIATE');
  try {
    const answer = work();
    if (!database.inTransaction()) {
      throw new ExecutionError('STATE__QUERY_FAILED', {
        reason: 'a statement ended the transaction that it was part of',
      });
    }
    database.exec('COMMIT');
    return answer;
  } catch (cause) {
    if (database.inTransaction()) database.exec('ROLLBACK');
    throw cause;
  }
}
