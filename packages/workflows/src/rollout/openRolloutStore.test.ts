import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { fingerprintRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { readMark } from '../platform/rolloutMark.ts';
import { rolloutDirectory } from '../platform/testing/rolloutDirectory.ts';
import { createManualClock } from '../testing/manualClock.ts';
import { buy, openTestStore, ROLLOUT_MINT } from '../testing/rolloutScene.ts';
import { MARK_ENDING, openRolloutStore } from './openRolloutStore.ts';
import type { RouteRecord } from './stickyRoute.ts';

const MOVE = { kind: 'advance', stage: 'shadow', isSteppedDown: false, by: 'ann' } as const;

/** As the first version wrote it. */
const FIRST_SCHEMA = `CREATE TABLE moves (
    number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL,
    is_stepped_down INTEGER NOT NULL, moved_by TEXT NOT NULL, reason TEXT NOT NULL,
    is_reduced INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE routes (
    name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, token TEXT NOT NULL, side TEXT NOT NULL,
    route TEXT NOT NULL, reason TEXT NOT NULL, stage TEXT NOT NULL, state TEXT NOT NULL,
    decided_at_ms INTEGER NOT NULL, touched_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX routes_unanswered ON routes (token, decided_at_ms)
    WHERE route = 'real' AND side = 'buy' AND state = 'decided';
  CREATE TABLE shadows (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, record TEXT NOT NULL
  ) STRICT;
  INSERT INTO moves VALUES (1, 1, 'advance', 'live', 0, 'ann', 'r', 0);
  INSERT INTO routes VALUES ('key k', '${JSON.stringify(fingerprintRequest(buy('k')))}',
    '${ROLLOUT_MINT}', 'buy', 'real', 'stage', 'live', 'decided', 10, 10);
  PRAGMA user_version = 1;`;

function recordOf(changes: Partial<RouteRecord> = {}): RouteRecord {
  return {
    name: 'key k',
    fingerprint: fingerprintRequest(buy('k')),
    token: ROLLOUT_MINT,
    side: 'buy',
    route: 'real',
    reason: 'stage',
    stage: 'live',
    state: 'decided',
    isDry: false,
    decidedAtMs: 10,
    touchedAtMs: 10,
    ...changes,
  };
}

describe('moves', () => {
  it('are numbered and dated, and the newest holds in every process', () => {
    const clock = createManualClock(1_000);
    const path = join(rolloutDirectory(), 'deep', 'rollout.sqlite');
    const one = openTestStore(clock, path);
    const other = openTestStore(clock, path);
    expect([one.newestMove(), one.moves(9)]).toEqual([undefined, []]);
    one.move({ ...MOVE, reason: 'begin' }, 0);
    clock.advance(5);
    other.move({ ...MOVE, stage: 'canary', reason: 'it compares well' }, 1);
    expect(one.newestMove()).toEqual({
      ...MOVE,
      stage: 'canary',
      reason: 'it compares well',
      number: 2,
      atMs: 1_005,
      isReduced: false,
    });
    expect(one.moves(9).map(({ number }) => number)).toEqual([2, 1]);
    expect(one.moves(1)).toHaveLength(1);
  });

  it('are not made on top of one that nobody saw', () => {
    const store = openTestStore();
    expect(store.move({ ...MOVE, reason: 'r' }, 0)?.number).toBe(1);
    expect(store.move({ ...MOVE, reason: 'late' }, 0)).toBeUndefined();
    expect(store.moves(9)).toHaveLength(1);
  });

  it('keep the newest step-down, and whether the real side reduces', () => {
    const store = openTestStore();
    expect(store.newestStepDown()).toBeUndefined();
    const down = { ...MOVE, kind: 'step-down', isSteppedDown: true, reason: 'r' } as const;
    store.move(down, 0);
    store.move({ ...MOVE, kind: 'back', isSteppedDown: true, reason: 'r' }, 1);
    store.markReduced(1);
    expect(store.newestStepDown()).toMatchObject({
      number: 1,
      isSteppedDown: true,
      isReduced: true,
    });
    expect(store.newestMove()).toMatchObject({ number: 2, isReduced: false });
  });
});

describe('routes', () => {
  it('are on disk before the decision is answered, and seen by whoever opens the file next', () => {
    const path = join(rolloutDirectory(), 'rollout.sqlite');
    const store = openTestStore(createManualClock(), path);
    store.decide('key k', ({ record, move }) => {
      expect([record, move]).toEqual([undefined, undefined]);
      return { write: recordOf() };
    });
    const next = openTestStore(createManualClock(), path);
    next.decide('key k', ({ record }) => {
      expect(record).toEqual(recordOf());
      return 'nothing to write';
    });
  });

  it('write nothing for any other answer, and nothing when the decision throws', () => {
    const store = openTestStore();
    expect(store.decide('key k', () => 'position wanted')).toBe('position wanted');
    expect(() =>
      store.decide('key k', () => {
        throw new Error('cannot decide');
      }),
    ).toThrow(expect.objectContaining({ code: 'ROLLOUT__UNAVAILABLE' }));
    const seen = store.decide('key k', ({ record }) => ({ seen: record }));
    expect(seen).toEqual({ seen: undefined });
  });

  it('note what came of a request; what a key stands for it keeps', () => {
    const store = openTestStore();
    const stateAfter = (...states: Array<'taken' | 'free'>) => {
      store.decide('key k', () => ({ write: recordOf() }));
      for (const state of states) store.settle(recordOf(), state, 99);
      const { seen } = store.decide('key k', ({ record }) => ({ seen: record })) as {
        seen: RouteRecord | undefined;
      };
      return [seen?.state, seen?.touchedAtMs];
    };
    expect(stateAfter('free')).toEqual(['free', 99]);
    expect(stateAfter('taken', 'free')).toEqual(['taken', 99]);
    expect(stateAfter('free', 'taken')).toEqual(['taken', 99]);
  });

  it.each([
    ['was touched since', { touchedAtMs: 11 }],
    ['was decided about anew', { decidedAtMs: 20, touchedAtMs: 20 }],
  ])('free no key that %s, and let it stand for an answer all the same', (_case, changes) => {
    const store = openTestStore();
    store.decide('key k', () => ({ write: recordOf(changes) }));
    store.settle(recordOf(), 'free', 99);
    expect(store.route('key k')).toEqual(recordOf(changes));
    store.settle(recordOf(), 'taken', 99);
    expect(store.route('key k')).toMatchObject({ state: 'taken', touchedAtMs: 99 });
  });

  it('tell of real buys that nobody has an answer for', () => {
    const store = openTestStore();
    const has = (sinceMs = 10): boolean => store.hasUnansweredBuy(ROLLOUT_MINT, sinceMs);
    expect(has()).toBe(false);
    for (const other of [
      { name: 'a', route: 'shadow' },
      { name: 'b', side: 'sell' },
      { name: 'c', token: 'another' },
      { name: 'd', state: 'taken' },
    ] as const) {
      store.decide(other.name, () => ({ write: recordOf(other) }));
    }
    expect(has()).toBe(false);
    store.decide('key k', () => ({ write: recordOf() }));
    expect([has(), has(11)]).toEqual([true, false]);
    // Asked for again much later, it is on its way again.
    store.decide('key k', () => ({ write: recordOf({ touchedAtMs: 5_000 }) }));
    expect(has(4_000)).toBe(true);
    store.settle(recordOf(), 'taken', 11);
    expect(has()).toBe(false);
  });
});

describe('a file that was lost or comes from a backup', () => {
  const lost = expect.objectContaining({
    code: 'ROLLOUT__UNAVAILABLE',
    message: expect.stringContaining('moves, so it was lost or is an older copy') as string,
  }) as unknown;

  function threeMoves() {
    const path = join(rolloutDirectory(), 'rollout.sqlite');
    const store = openRolloutStore({ path, clock: createManualClock() });
    store.move({ ...MOVE, stage: 'canary', reason: 'r' }, 0);
    store.close();
    const backup = `${path}.backup`;
    copyFileSync(path, backup);
    const later = openRolloutStore({ path, clock: createManualClock() });
    later.move({ ...MOVE, kind: 'back', stage: 'shadow', reason: 'r' }, 1);
    later.move({ ...MOVE, kind: 'back', stage: 'stub', reason: 'r' }, 2);
    later.close();
    return { path, backup };
  }

  function expectRefusal(path: string): void {
    const store = openTestStore(createManualClock(), path);
    expect(() => store.newestMove()).toThrow(lost);
    expect(() => store.decide('key k', () => ({ write: recordOf() }))).toThrow(lost);
  }

  it('goes by no stage that people have left', () => {
    const { path, backup } = threeMoves();
    copyFileSync(backup, path);
    expectRefusal(path);
  });

  it('does not begin anew, neither deleted nor emptied', () => {
    for (const ruin of [rmSync, (path: string) => writeFileSync(path, '')]) {
      const { path } = threeMoves();
      ruin(path);
      expectRefusal(path);
    }
  });

  it('holds again from the next move on, which counts on from those that were made', () => {
    const { path } = threeMoves();
    rmSync(path);
    const store = openTestStore(createManualClock(), path);
    expect(store.moves(9)).toEqual([]);
    store.move({ ...MOVE, kind: 'back', stage: 'shadow', reason: 'r' }, 0);
    expect(store.newestMove()).toMatchObject({ number: 4, stage: 'shadow' });
  });

  it('is known by its moves where nobody wrote down how many there are', () => {
    const { path } = threeMoves();
    rmSync(`${path}${MARK_ENDING}`);
    openTestStore(createManualClock(), path);
    expect(readMark(`${path}${MARK_ENDING}`)).toBe(3);
  });

  it('moves nothing that it cannot count', () => {
    const { path } = threeMoves();
    const store = openTestStore(createManualClock(), path);
    mkdirSync(`${path}${MARK_ENDING}.next`);
    expect(() => store.move({ ...MOVE, reason: 'r' }, 3)).toThrow(
      expect.objectContaining({ code: 'ROLLOUT__UNAVAILABLE' }),
    );
    expect(store.newestMove()?.number).toBe(3);
  });
});

describe('a file of the version before', () => {
  it('keeps its moves and routes', () => {
    const path = join(rolloutDirectory(), 'rollout.sqlite');
    const old = new DatabaseSync(path);
    old.exec(FIRST_SCHEMA);
    old.close();
    const store = openTestStore(createManualClock(), path);
    expect(store.newestMove()).toMatchObject({ number: 1, stage: 'live' });
    const seen = store.decide('key k', ({ record }) => ({ seen: record }));
    expect(seen).toEqual({ seen: recordOf() });
  });
});

describe('words that this version does not know', () => {
  it.each([
    [`UPDATE moves SET stage = 'half'`],
    [`UPDATE moves SET kind = 'drift'`],
    [`UPDATE routes SET route = 'both'`],
    [`UPDATE routes SET state = 'odd'`],
    [`UPDATE routes SET fingerprint = '{'`],
  ])('are taken for none that it does: %s', (sql) => {
    const path = join(rolloutDirectory(), 'rollout.sqlite');
    const store = openTestStore(createManualClock(), path);
    store.move({ ...MOVE, reason: 'r' }, 0);
    store.decide('key k', () => ({ write: recordOf() }));
    const other = new DatabaseSync(path);
    other.exec(sql);
    other.close();
    expect(() => store.decide('key k', () => 'no')).toThrow(
      expect.objectContaining({ code: 'ROLLOUT__UNAVAILABLE' }),
    );
  });
});

describe('comparisons', () => {
  it('are kept once for each key, the newest of them', () => {
    const store = openTestStore();
    const side = { success: true };
    const base = { atMs: 1, token: 't', side: 'buy', stub: side, real: side, tookMs: 1 } as const;
    for (const key of ['a', 'b', 'b', 'c', 'd']) store.addShadow({ ...base, key }, 3);
    expect(store.shadows(9).map(({ key }) => key)).toEqual(['d', 'c', 'b']);
    expect(store.shadows(1)).toEqual([{ ...base, key: 'd' }]);
  });
});

describe('a file that cannot be used', () => {
  it('is no database, or of a newer version', () => {
    const directory = rolloutDirectory();
    const clock = createManualClock();
    const noise = join(directory, 'noise.sqlite');
    writeFileSync(noise, 'no database at all, and longer than a header would be '.repeat(30));
    const newer = join(directory, 'newer.sqlite');
    const database = new DatabaseSync(newer);
    database.exec('PRAGMA user_version = 3');
    database.close();
    for (const path of [noise, newer]) {
      expect(() => openRolloutStore({ path, clock })).toThrow(
        expect.objectContaining({ code: 'ROLLOUT__UNAVAILABLE' }),
      );
    }
  });

  it('is one that was closed', () => {
    const store = openTestStore();
    store.close();
    expect(() => store.newestMove()).toThrow(
      expect.objectContaining({ code: 'ROLLOUT__UNAVAILABLE' }),
    );
  });
});
