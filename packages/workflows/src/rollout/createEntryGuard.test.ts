import { rmSync } from 'node:fs';

import { fingerprintRequest, isFault } from '@quantbot/core';
import type { ClaimedEntry } from '@quantbot/executor';
import { describe, expect, it, onTestFinished } from 'vitest';

import { rolloutDirectory } from '../platform/testing/rolloutDirectory.ts';
import { createManualClock } from '../testing/manualClock.ts';
import { buy, openTestStore } from '../testing/rolloutScene.ts';
import { createEntryGuard } from './createEntryGuard.ts';
import { DEFAULT_ROLLOUT, type RolloutRules } from './rolloutSettings.ts';
import type { RolloutStage } from './rolloutStage.ts';
import { routeNameOf, type RouteRecord } from './stickyRoute.ts';

interface Scene {
  readonly ceiling?: RolloutStage;
  readonly rules?: Partial<RolloutRules>;
}

function scene({ ceiling = 'live', rules = {} }: Scene = {}) {
  const directory = rolloutDirectory();
  const clock = createManualClock(1_000);
  const path = `${directory}/rollout.sqlite`;
  const store = openTestStore(clock, path);
  const { guard, close } = createEntryGuard({
    ceiling: { stage: ceiling, says: `EXECUTION_STAGE=${ceiling}` },
    rules: { ...DEFAULT_ROLLOUT, canaryShareBps: 10_000, ...rules },
    settings: { dataDirectory: directory },
    clock,
  });
  onTestFinished(close);
  const moveTo = (stage: RolloutStage, isSteppedDown = false): void => {
    const kind = isSteppedDown ? 'step-down' : 'back';
    const after = store.newestMove()?.number ?? 0;
    store.move({ kind, stage, isSteppedDown, by: 'ann', reason: 'careful' }, after);
  };
  const ask = (claimedAtMs: number, changes: Partial<ClaimedEntry> = {}) =>
    guard({ key: 'k', keyDerived: false, request: buy('k'), claimedAtMs, ...changes });
  return { store, clock, moveTo, ask, path };
}

const WITHDRAWN = { code: 'ROLLOUT__ENTRY_WITHDRAWN' };

describe('a claimed buy', () => {
  it.each(['stub', 'shadow'] as const)(
    'is withdrawn by a move to %s, and what is claimed after it is not',
    (stage) => {
      const { moveTo, ask, clock } = scene();
      moveTo('live');
      expect(ask(1_000)).toBeUndefined();
      clock.advance(500);
      moveTo(stage);
      expect(ask(1_500)).toMatchObject({
        ...WITHDRAWN,
        message: expect.stringContaining(
          `the rollout is at ${stage} by decision of ann: careful (stage)`,
        ) as string,
      });
      expect(ask(1_501)).toBeUndefined();
    },
  );

  it('is withdrawn by a step-down', () => {
    const { moveTo, ask } = scene();
    moveTo('live', true);
    expect(ask(1_000)?.message).toContain('has stepped down at live');
  });

  it('goes on in a canary that would take it, and not in one that would not', () => {
    const taken = scene();
    taken.moveTo('canary');
    expect(taken.ask(1_000)).toBeUndefined();
    const outside = scene({ rules: { canaryShareBps: 0 } });
    outside.moveTo('canary');
    expect(outside.ask(1_000)?.message).toContain('(outside-share)');
    const above = scene({ rules: { canaryLamportsMax: 1n } });
    above.moveTo('canary');
    expect(above.ask(1_000)?.message).toContain('(above-cap)');
  });

  it.each([
    ['under its key', buy('k'), { key: 'k', keyDerived: false }],
    ['without one', withoutKey(), { key: 'derived-1', keyDerived: true }],
  ])(
    'that the rollout sent there %s is withdrawn whenever it is claimed',
    (_case, asked, entry) => {
      const { store, moveTo, ask } = scene();
      moveTo('stub');
      const record: RouteRecord = {
        name: routeNameOf(asked),
        fingerprint: fingerprintRequest(asked),
        token: asked.tokenAddress,
        side: 'buy',
        route: 'real',
        reason: 'stage',
        stage: 'live',
        state: 'decided',
        isDry: false,
        decidedAtMs: 1,
        touchedAtMs: 1,
      };
      const later = { request: asked, ...entry };
      expect(ask(9_999, later)).toBeUndefined();
      store.decide(record.name, () => ({ write: { ...record, isDry: true } }));
      expect(ask(9_999, later)).toBeUndefined();
      store.decide(record.name, () => ({ write: record }));
      expect(ask(9_999, later)).toMatchObject(WITHDRAWN);
    },
  );
});

function withoutKey() {
  const { idempotencyKey: _key, ...keyless } = buy('k');
  return keyless;
}

describe('an environment that allows less', () => {
  it('withdraws what an earlier process claimed, whether a rollout began or not', () => {
    const { ask, moveTo } = scene({ ceiling: 'stub' });
    expect(ask(1_000)?.message).toContain('EXECUTION_STAGE=stub holds in this process since');
    expect(ask(1_001)).toBeUndefined();
    moveTo('live');
    expect(ask(1_000)).toMatchObject(WITHDRAWN);
  });

  it('withdraws nothing while it alone decides and is live', () => {
    expect(scene().ask(1)).toBeUndefined();
  });
});

it('lets nobody sign where the rollout lost its moves', () => {
  const { store, moveTo, ask, path } = scene();
  moveTo('stub');
  store.close();
  for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
  let thrown: unknown;
  try {
    ask(9_999);
  } catch (cause) {
    thrown = cause;
  }
  expect(isFault(thrown)).toBe(false);
  expect(thrown).toMatchObject({ code: 'ROLLOUT__UNAVAILABLE' });
});
