import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { fingerprintRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { rolloutDirectory } from '../platform/testing/rolloutDirectory.ts';
import { createManualClock } from '../testing/manualClock.ts';
import { buy, openTestStore, ROLLOUT_MINT } from '../testing/rolloutScene.ts';
import { openRolloutStore } from './openRolloutStore.ts';
import type { RouteRecord } from './stickyRoute.ts';

const MOVE = { kind: 'advance', stage: 'shadow', isSteppedDown: false, by: 'ann' } as const;

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
      for (const state of states) store.settle('key k', state, 99);
      const { seen } = store.decide('key k', ({ record }) => ({ seen: record })) as {
        seen: RouteRecord | undefined;
      };
      return [seen?.state, seen?.touchedAtMs];
    };
    expect(stateAfter('free')).toEqual(['free', 99]);
    expect(stateAfter('taken', 'free')).toEqual(['taken', 99]);
    expect(stateAfter('free', 'taken')).toEqual(['taken', 99]);
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
    store.settle('key k', 'taken', 11);
    expect(has()).toBe(false);
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
    database.exec('PRAGMA user_version = 2');
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
