import type { JournalPlace, JournalSubject } from '../journal/contract/index.ts';
import type { Journal } from '../journal/journal.ts';
import {
  createJournalMemory,
  crashJournalOwner,
  openMemoryJournal,
} from '../journal/memoryJournal.ts';
import { openSqliteJournal } from '../journal/sqliteJournal.ts';
import type { SqlDatabase } from '../platform/executorPlatform.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { createFakePlatform } from './fakePlatform.ts';

/** The journal in a file. */
export const SQLITE_SUBJECT: JournalSubject = { createPlace: async () => createSqlitePlace() };

/** The journal in memory. */
export const MEMORY_SUBJECT: JournalSubject = { createPlace: async () => createMemoryPlace() };

/** A subject whose journals somebody stands in front of. */
export function decorated(
  subject: JournalSubject,
  decorate: (journal: Journal) => Journal,
): JournalSubject {
  return {
    createPlace: async () => {
      const place = await subject.createPlace();
      return { ...place, open: async () => decorate(await place.open()) };
    },
  };
}

/** A clock that moves on with every look, so that no two trades are as old. */
function createTickingClock(): () => number {
  let nowMs = 1_800_000_000_000;
  return () => {
    nowMs += 1;
    return nowMs;
  };
}

function createSqlitePlace(): JournalPlace {
  const directory = createTemporaryDirectory();
  const platform = createFakePlatform({ delays: 'at-once' });
  const nowMs = createTickingClock();
  /** Connections of the present owner, the lock's first. */
  let databases: SqlDatabase[] = [];
  let disk = { isBroken: false };
  const openDatabase = (path: string): SqlDatabase => {
    const database = platform.openDatabase(path);
    const mine = disk;
    const exec = (sql: string): void => {
      if (mine.isBroken && sql === 'COMMIT') throw new Error('disk I/O error');
      database.exec(sql);
    };
    const wrapped = { ...database, exec };
    databases.push(wrapped);
    return wrapped;
  };
  const closeAll = (): void => {
    for (const database of databases.splice(0)) {
      try {
        database.close();
      } catch {
        // Its journal has been closed already.
      }
    }
  };
  return {
    open: async () => {
      const former = databases;
      databases = [];
      disk = { isBroken: false };
      try {
        return await openSqliteJournal({
          directory,
          platform: { ...platform, openDatabase },
          nowMs,
          lockWaitMs: 0,
        });
      } finally {
        databases.unshift(...former);
      }
    },
    crash: closeAll,
    dropLock: () => {
      databases[0]?.exec('ROLLBACK');
    },
    breakCommits: () => {
      disk.isBroken = true;
    },
    dispose: async () => {
      closeAll();
    },
  };
}

function createMemoryPlace(): JournalPlace {
  const memory = createJournalMemory();
  const platform = createFakePlatform({ delays: 'at-once' });
  const nowMs = createTickingClock();
  let disk = { isBroken: false };
  return {
    open: async () => {
      const mine = { isBroken: false };
      const journal = openMemoryJournal({
        memory,
        platform,
        nowMs,
        beforeCommit: () => {
          if (mine.isBroken) throw new Error('disk I/O error');
        },
      });
      disk = mine;
      return journal;
    },
    crash: () => {
      crashJournalOwner(memory);
    },
    dropLock: () => {
      memory.owner = undefined;
    },
    breakCommits: () => {
      disk.isBroken = true;
    },
    dispose: async () => undefined,
  };
}
