import {
  createNodePlatform,
  JOURNAL_FILE,
  type ExecutorPlatform,
  type SqlDatabase,
  type TradeEvent,
} from '@quantbot/executor';

import { isSend } from './heldLane.ts';

/** How a commit of the journal fails: with or without having reached the disk. */
export type CommitFault = 'not-written' | 'written';

/** A machine whose disk fails at the commit that holds a certain event, and then for good. */
export interface FaultyDisk {
  readonly platform: ExecutorPlatform;
  /** Calls that handed signed bytes over. */
  readonly sends: () => number;
  /** Whether the disk has failed. */
  readonly hasFailed: () => boolean;
}

/** Makes the machine. */
export function createFaultyDisk(at: TradeEvent['name'], fault: CommitFault): FaultyDisk {
  const machine = createNodePlatform();
  let sends = 0;
  let hasFailed = false;
  const openDatabase: ExecutorPlatform['openDatabase'] = (path, options) => {
    const database = machine.openDatabase(path, options);
    if (!path.endsWith(JOURNAL_FILE)) return database;
    const written = new Set<string>();
    return {
      ...database,
      prepare: (sql) => watchEvents(database.prepare(sql), written),
      exec: (sql) => {
        if (sql !== 'COMMIT') {
          database.exec(sql);
          return;
        }
        const isHit = hasFailed || written.has(at);
        written.clear();
        if (!isHit || fault === 'written') database.exec(sql);
        if (!isHit) return;
        hasFailed = true;
        throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
      },
    };
  };
  return {
    platform: {
      ...machine,
      openDatabase,
      http: async (request) => {
        if (isSend(request)) sends += 1;
        return machine.http(request);
      },
    },
    sends: () => sends,
    hasFailed: () => hasFailed,
  };
}

type Statement = ReturnType<SqlDatabase['prepare']>;

/** Remembers the names of the events that are written. */
function watchEvents(statement: Statement, written: Set<string>): Statement {
  return {
    ...statement,
    run: (...parameters) => {
      for (const value of parameters) {
        if (typeof value === 'string' && /^[A-Z][A-Za-z]+$/u.test(value)) written.add(value);
      }
      return statement.run(...parameters);
    },
  };
}

/** A machine whose journal cannot grow any more from the first send on, as on a full disk. */
export function createFullDisk(): FaultyDisk {
  const machine = createNodePlatform();
  let journal: SqlDatabase | undefined;
  let sends = 0;
  let hasFailed = false;
  return {
    platform: {
      ...machine,
      openDatabase: (path, options) => {
        const database = machine.openDatabase(path, options);
        if (path.endsWith(JOURNAL_FILE)) journal = database;
        return database;
      },
      http: async (request) => {
        if (isSend(request)) {
          sends += 1;
          // SQLite takes no number below the pages there are, so this is exactly full.
          journal?.exec('PRAGMA max_page_count = 1');
          hasFailed = true;
        }
        return machine.http(request);
      },
    },
    sends: () => sends,
    hasFailed: () => hasFailed,
  };
}
