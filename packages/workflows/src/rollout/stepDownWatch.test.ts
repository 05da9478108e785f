import { ExecutionError } from '@quantbot/core';
import type { TradingChange } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { createManualClock } from '../testing/manualClock.ts';
import { createRecordingTelemetry } from '../testing/recordingTelemetry.ts';
import {
  createJournalScene,
  createNotedAdapter,
  failedTrade,
  openTestStore,
} from '../testing/rolloutScene.ts';
import { createRealSide } from './realSide.ts';
import { DEFAULT_ROLLOUT } from './rolloutSettings.ts';
import type { RolloutStage } from './rolloutStage.ts';
import { ROLLOUT_NAME, StepDownWatch } from './stepDownWatch.ts';

function scene(stage: RolloutStage = 'live', { dryRun = false } = {}) {
  const clock = createManualClock(1_000);
  const store = openTestStore(clock);
  store.move({ kind: 'advance', stage, isSteppedDown: false, by: 'ann', reason: 'r' }, 0);
  const { says, reader } = createJournalScene();
  const adapter = createNotedAdapter('real');
  const real = createRealSide({
    create: () => adapter,
    hasJournal: () => true,
    openJournal: () => reader,
  });
  const telemetry = createRecordingTelemetry();
  const watch = new StepDownWatch({ rules: DEFAULT_ROLLOUT, real, dryRun, clock, telemetry });
  const fail = (): void => {
    says.trades = [1_003, 1_002, 1_001].map(failedTrade);
  };
  return { store, says, adapter, telemetry, watch, fail, clock };
}

function unexpected(): never {
  throw new Error('the adapter has no such question');
}

function change(changes: Partial<TradingChange>): TradingChange {
  const base = { number: 4, atMs: 1, by: 'bob', reason: 'r', inFlight: 'reduce-only' } as const;
  return { ...base, state: 'active', origin: 'person', ...changes };
}

describe('check', () => {
  it('leaves a healthy rollout as it is', async () => {
    const { store, watch, adapter, says } = scene();
    says.trades = [failedTrade(1_001)];
    watch.check(store);
    await watch.idle();
    expect(store.newestMove()?.isSteppedDown).toBe(false);
    expect(adapter.decisions).toEqual([]);
  });

  it('looks again after a moment, and at once after a move', () => {
    const { store, watch, clock, fail } = scene();
    watch.check(store);
    fail();
    clock.advance(249);
    watch.check(store);
    expect(store.newestMove()?.isSteppedDown).toBe(false);
    clock.advance(1);
    watch.check(store);
    expect(store.newestMove()?.isSteppedDown).toBe(true);
    const moved = scene();
    moved.watch.check(moved.store);
    moved.says.conflicts = 1;
    const back = { kind: 'back', stage: 'canary', isSteppedDown: false } as const;
    moved.store.move({ ...back, by: 'ann', reason: 'r' }, 1);
    moved.watch.check(moved.store);
    expect(moved.store.newestMove()?.isSteppedDown).toBe(true);
  });

  it('steps down, says so aloud and reduces the real side, once', async () => {
    const { store, watch, adapter, telemetry, fail } = scene();
    fail();
    watch.check(store);
    expect(store.newestMove()).toMatchObject({
      kind: 'step-down',
      stage: 'live',
      isSteppedDown: true,
      by: ROLLOUT_NAME,
      reason: expect.stringContaining('real trades that failed one after another: 3') as string,
    });
    expect(telemetry.events).toMatchObject([{ level: 'error', name: 'rollout.stepped_down' }]);
    expect(telemetry.metrics.map(({ name, value }) => [name, value])).toEqual([
      ['quantbot_rollout_stepped_down', 0],
      ['quantbot_rollout_stepped_down', 1],
    ]);
    await watch.idle();
    expect(adapter.decisions).toMatchObject([
      { state: 'reducing', by: ROLLOUT_NAME, afterChange: 0 },
    ]);
    expect(store.newestStepDown()?.isReduced).toBe(true);
    watch.check(store);
    await watch.idle();
    expect(store.moves(9)).toHaveLength(2);
    expect(adapter.decisions).toHaveLength(1);
  });

  it('counts only what came after a person decided last', () => {
    const { store, watch, fail, clock } = scene();
    fail();
    clock.advance(10);
    const resume = { kind: 'resume', stage: 'live', isSteppedDown: false } as const;
    store.move({ ...resume, by: 'ann', reason: 'mended' }, 1);
    watch.check(store);
    expect(store.newestMove()?.isSteppedDown).toBe(false);
  });

  it.each([
    ['shadow', {}],
    ['stub', {}],
    ['live', { dryRun: true }],
  ] as const)('judges nothing at %s with %o', (stage, options) => {
    const { store, watch, fail } = scene(stage, options);
    fail();
    watch.check(store);
    expect(store.moves(9)).toHaveLength(1);
  });
});

describe('reducing', () => {
  it.each([
    change({ state: 'halted' }),
    change({ state: 'reducing' }),
    change({ state: 'halted', origin: 'breaker' }),
  ])('loosens nothing that holds already: %o', async (decided) => {
    const { store, watch, adapter, fail } = scene();
    adapter.change = decided;
    fail();
    watch.check(store);
    await watch.idle();
    expect(adapter.decisions).toEqual([]);
    expect(store.newestStepDown()?.isReduced).toBe(true);
  });

  it('takes the place of a breaker, which would end by itself', async () => {
    const { store, watch, adapter, fail } = scene();
    adapter.change = change({ state: 'reducing', origin: 'breaker' });
    fail();
    watch.check(store);
    await watch.idle();
    expect(adapter.decisions).toMatchObject([{ state: 'reducing', afterChange: 4 }]);
  });

  it('looks again when somebody decided meanwhile', async () => {
    const { store, watch, adapter, fail } = scene();
    const { changeTradingState = unexpected } = adapter;
    let isFirst = true;
    adapter.changeTradingState = async (decision) => {
      if (isFirst) {
        isFirst = false;
        adapter.change = change({ state: 'halted' });
        throw new ExecutionError('CONTROL__DECISION_OUTDATED', { afterChange: 0, newest: 4 });
      }
      return changeTradingState(decision);
    };
    fail();
    watch.check(store);
    await watch.idle();
    expect(adapter.change?.state).toBe('halted');
    expect(store.newestStepDown()?.isReduced).toBe(true);
  });

  it('that does not succeed is told, and tried again at the next look', async () => {
    const { store, watch, adapter, telemetry, fail } = scene();
    const { tradingState = unexpected } = adapter;
    adapter.tradingState = async () => Promise.reject(new Error('the owner is gone'));
    fail();
    watch.check(store);
    await watch.idle();
    expect(telemetry.events.at(-1)).toMatchObject({
      level: 'error',
      name: 'rollout.not_reduced',
      message: expect.stringContaining('the owner is gone') as string,
    });
    expect(store.newestStepDown()?.isReduced).toBe(false);
    adapter.tradingState = tradingState;
    watch.check(store);
    await watch.idle();
    expect(store.newestStepDown()?.isReduced).toBe(true);
  });
});
