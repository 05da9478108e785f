import type { SqlDatabase, SqlStatement, SqlValue } from '@quantbot/executor';
import type { TradeEvent } from '@quantbot/executor/simulation';

import type { Life } from './life.ts';
import {
  giveBack,
  takeDatabase,
  type DatabaseContent,
  type ReusableDatabase,
} from './reusableDatabase.ts';

/** An event whose commit has reached the disk. */
export interface DurableEvent {
  readonly tradeId: string;
  readonly name: TradeEvent['name'];
  /** Reads the whole event, which costs far more than its name. */
  readonly read: () => TradeEvent;
}

/** An event as it was written. */
interface WrittenEvent {
  readonly tradeId: string;
  readonly payload: string;
}

/** A disk that outlives the processes that write to it, and loses what was not committed. */
export interface SimulatedDisk {
  /** Opens a database as a process, or as a reader that nothing stops. */
  open(path: string, life?: Life): SqlDatabase;
  /** Gives the memory back. */
  dispose(): void;
}

/** Who is told what has become durable. */
export type DurableObserver = (events: readonly DurableEvent[]) => void;

interface Volume {
  readonly database: ReusableDatabase;
  /** Written in the open transaction. */
  pending: WrittenEvent[];
  /** How many of them stand before the newest savepoint. */
  saved: number;
}

/** Contents of the databases that are there from the beginning, by path. */
export type DiskContents = Readonly<Record<string, DatabaseContent>>;

/** Makes a disk of real SQLite databases in memory. */
export function createSimulatedDisk(
  observe: DurableObserver,
  contents: DiskContents = {},
): SimulatedDisk {
  const volumes = new Map<string, Volume>();
  const volumeOf = (path: string): Volume => {
    const known = volumes.get(path);
    if (known !== undefined) return known;
    const volume = { database: takeDatabase(contents[path] ?? 'nothing'), pending: [], saved: 0 };
    volumes.set(path, volume);
    return volume;
  };
  return {
    open: (path, life) => {
      const volume = volumeOf(path);
      life?.onStop(() => {
        discard(volume);
      });
      return openVolume(path, volume, { life, observe });
    },
    dispose: () => {
      for (const { database } of volumes.values()) giveBack(database);
      volumes.clear();
    },
  };
}

interface Access {
  readonly life: Life | undefined;
  readonly observe: DurableObserver;
}

function openVolume(path: string, volume: Volume, access: Access): SqlDatabase {
  const { database } = volume;
  const { life } = access;
  return {
    path,
    exec: (sql) => {
      const { ends, saves, undoes } = effectOf(sql);
      if (!ends) {
        life?.pass('write');
        refuseBroken(life);
        database.exec(sql);
      } else {
        const wasBroken = life?.diskFailure() !== undefined;
        life?.pass('before commit');
        // Whether a sync that failed has reached the disk, nobody knows.
        if (!wasBroken && life?.diskFailure() === 'kept') endAndPublish(sql, volume, access);
        refuseBroken(life);
        endAndPublish(sql, volume, access);
        life?.pass('after commit');
      }
      if (saves) volume.saved = volume.pending.length;
      if (undoes) volume.pending.length = volume.saved;
      if (volume.pending.length > 0 && !database.isInTransaction()) volume.pending = [];
    },
    isInTransaction: () => database.isInTransaction(),
    prepare: (sql) => new ObservedStatement(database.prepare(sql), volume, life),
    close: () => {
      if (life?.isOver() !== true) discard(volume);
    },
  };
}

function endAndPublish(sql: string, volume: Volume, access: Access): void {
  volume.database.exec(sql);
  publish(volume, access);
}

/** SQLite's result code for a disk that fails. */
const IO_ERROR = 10;

/** @throws Error as SQLite's binding does, when the disk of a process has failed. */
function refuseBroken(life: Life | undefined): void {
  if (life?.diskFailure() === undefined) return;
  throw Object.assign(new Error('disk I/O error'), { errcode: IO_ERROR });
}

/** What a text does to the open transaction. */
interface Effect {
  readonly ends: boolean;
  readonly saves: boolean;
  readonly undoes: boolean;
}

const effects = new Map<string, Effect>();

/** Processes run the same few texts over and over. */
function effectOf(sql: string): Effect {
  const known = effects.get(sql);
  if (known !== undefined) return known;
  const effect = {
    ends: /\b(?:COMMIT|END)\b/iu.test(sql),
    saves: /^\s*SAVEPOINT\b/iu.test(sql),
    undoes: /\bROLLBACK TO\b/iu.test(sql),
  };
  effects.set(sql, effect);
  return effect;
}

/** A statement of a process. */
class ObservedStatement implements SqlStatement {
  readonly #statement: SqlStatement;
  readonly #volume: Volume;
  readonly #life: Life | undefined;

  constructor(statement: SqlStatement, volume: Volume, life: Life | undefined) {
    this.#statement = statement;
    this.#volume = volume;
    this.#life = life;
  }

  run(...parameters: readonly SqlValue[]): { readonly changes: number } {
    this.#life?.pass('write');
    refuseBroken(this.#life);
    const outcome = this.#statement.run(...parameters);
    const event = eventIn(parameters);
    if (event !== undefined) this.#volume.pending.push(event);
    return outcome;
  }

  get(...parameters: readonly SqlValue[]): Record<string, SqlValue> | undefined {
    this.#life?.pass('read');
    return this.#statement.get(...parameters);
  }

  all(...parameters: readonly SqlValue[]): Array<Record<string, SqlValue>> {
    this.#life?.pass('read');
    return this.#statement.all(...parameters);
  }
}

/** What the payload of every event begins with. */
const BEGIN = '{"name":"';

/** A row of events is known by its payload, whatever else the row holds. */
function eventIn(parameters: readonly SqlValue[]): WrittenEvent | undefined {
  for (const payload of parameters) {
    if (typeof payload === 'string' && payload.startsWith(BEGIN)) {
      return { tradeId: String(parameters[0]), payload };
    }
  }
  return undefined;
}

function publish(volume: Volume, { observe }: Access): void {
  const events = volume.pending.map(({ tradeId, payload }) => ({
    tradeId,
    name: payload.slice(BEGIN.length, payload.indexOf('"', BEGIN.length)) as TradeEvent['name'],
    read: () => JSON.parse(payload) as TradeEvent,
  }));
  volume.pending = [];
  if (events.length > 0) observe(events);
}

function discard(volume: Volume): void {
  volume.pending = [];
  if (volume.database.isInTransaction()) volume.database.exec('ROLLBACK');
}
