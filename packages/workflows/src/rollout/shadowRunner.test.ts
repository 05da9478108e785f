import { ExecutionError, type ExecutionResult } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createManualClock } from '../testing/manualClock.ts';
import { createRecordingTelemetry } from '../testing/recordingTelemetry.ts';
import { buy, createNotedAdapter, openTestStore, sell } from '../testing/rolloutScene.ts';
import { DEFAULT_ROLLOUT } from './rolloutSettings.ts';
import { ShadowRunner } from './shadowRunner.ts';

const STUB: ExecutionResult = { success: true, executedPriceText: '0.001', totalCostLamports: 1 };
const REAL: ExecutionResult = { success: true, executedPriceText: '0.002', totalCostLamports: 5 };

function scene(changes: Partial<typeof DEFAULT_ROLLOUT> = {}) {
  const clock = createManualClock(1_000);
  const store = openTestStore(clock);
  const adapter = createNotedAdapter('dry');
  const telemetry = createRecordingTelemetry();
  let made = 0;
  const create = () => {
    made += 1;
    return adapter;
  };
  const rules = { ...DEFAULT_ROLLOUT, ...changes };
  const nextTurn = async (): Promise<void> => Promise.resolve();
  const runner = new ShadowRunner({ create, nextTurn, rules, clock, telemetry });
  const start = (key: string): void => {
    runner.start({ request: buy(key), stub: STUB, store });
  };
  return { clock, store, adapter, telemetry, runner, start, made: () => made };
}

it('keeps what differs, with how long it took, and waits no longer than it may', async () => {
  const { adapter, runner, start, store, clock, made } = scene({ shadowWaitMs: 700 });
  adapter.answer = () => {
    clock.advance(30);
    return REAL;
  };
  start('a');
  start('b');
  await runner.idle();
  expect(adapter.asked).toMatchObject([
    { idempotencyKey: 'a', waitMs: 700 },
    { idempotencyKey: 'b', waitMs: 700 },
  ]);
  expect(made()).toBe(1);
  const [newest] = store.shadows(9);
  expect(newest).toMatchObject({ priceDifferenceBps: 10_000, costDifferenceLamports: 4 });
  expect(newest?.tookMs).toBeGreaterThanOrEqual(30);
  expect(store.shadows(9)).toHaveLength(2);
});

it('runs no more than it may at a time, and counts what it leaves out', async () => {
  const { adapter, runner, start, store, telemetry } = scene({ shadowRunsMax: 2 });
  const answer = Promise.withResolvers<ExecutionResult>();
  adapter.answer = async () => answer.promise;
  for (const key of ['a', 'b', 'c']) start(key);
  expect(telemetry.metrics).toMatchObject([
    { name: 'quantbot_rollout_shadow_skipped_total', value: 1 },
  ]);
  answer.resolve(REAL);
  await runner.idle();
  expect(store.shadows(9).map(({ key }) => key)).toHaveLength(2);
  start('d');
  await runner.idle();
  expect(store.shadows(1)[0]?.key).toBe('d');
});

describe('a run that fails', () => {
  it.each([
    [new ExecutionError('CONFIG__LIMITS_MISSING', { missing: ['l'] }), 'CONFIG__LIMITS_MISSING'],
    [new Error('odd'), 'INTERNAL__UNEXPECTED'],
  ])('is a comparison that says so: %s', async (cause, errorCode) => {
    const { adapter, runner, start, store } = scene();
    adapter.answer = () => {
      throw cause;
    };
    start('a');
    await runner.idle();
    expect(store.shadows(9)).toMatchObject([{ real: { success: false, errorCode } }]);
  });

  it('to be kept is told, and troubles nobody', async () => {
    const { runner, start, store, telemetry } = scene();
    store.close();
    start('a');
    await runner.idle();
    expect(telemetry.events).toMatchObject([{ level: 'error', name: 'rollout.shadow.failed' }]);
  });
});

it.each<ExecutionResult>([
  { ...REAL, deduplicated: true },
  { success: false, errorCode: 'EXECUTOR__CLOSED' },
])('compares nothing twice, and nothing that was ended by us: %o', async (answer) => {
  const { adapter, runner, start, store } = scene();
  adapter.answer = () => answer;
  start('a');
  await runner.idle();
  expect(store.shadows(9)).toEqual([]);
});

it('keeps a comparison under the key of the trade, whoever has made it', async () => {
  const { adapter, runner, store, clock } = scene();
  const { idempotencyKey: _none, ...keyless } = buy('unused');
  const compared = async (real: ExecutionResult, stub: ExecutionResult) => {
    adapter.answer = () => {
      clock.advance(30);
      return real;
    };
    runner.start({ request: keyless, stub, store });
    await runner.idle();
    const [newest] = store.shadows(1);
    return [newest?.key, newest?.tookMs];
  };
  const stub = { ...STUB, idempotencyKey: 'of-the-stub' };
  expect(await compared({ ...REAL, idempotencyKey: 'derived' }, stub)).toEqual(['derived', 30]);
  expect(await compared(REAL, stub)).toEqual(['of-the-stub', 30]);
  expect(await compared(REAL, STUB)).toEqual(['', 30]);
});

it('counts each comparison by side and by what the real side came to', async () => {
  const { adapter, runner, start, store, telemetry } = scene();
  start('a');
  await runner.idle();
  adapter.answer = () => ({ success: false, errorCode: 'PRICE__MOVED' });
  runner.start({ request: sell('b'), stub: STUB, store });
  await runner.idle();
  const counted = { name: 'quantbot_rollout_shadow_trades_total', type: 'counter', value: 1 };
  expect(telemetry.metrics).toEqual([
    { ...counted, labels: { side: 'buy', code: 'none' } },
    { ...counted, labels: { side: 'sell', code: 'PRICE__MOVED' } },
  ]);
});

it('starts nothing once it is closed, sees through what runs, and closes its adapter', async () => {
  const { adapter, runner, start, store } = scene();
  const answer = Promise.withResolvers<ExecutionResult>();
  adapter.answer = async () => answer.promise;
  start('a');
  const closed = runner.close();
  expect(adapter.isClosed).toBe(false);
  answer.resolve(REAL);
  await closed;
  expect(adapter.isClosed).toBe(true);
  expect(store.shadows(9)).toHaveLength(1);
  start('b');
  await runner.idle();
  expect(adapter.asked).toHaveLength(1);
});
