import type { TradingChange } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { writeMark } from '../platform/rolloutMark.ts';
import { createManualClock } from '../testing/manualClock.ts';
import { createRecordingTelemetry } from '../testing/recordingTelemetry.ts';
import { createJournalScene, createNotedAdapter, openTestStore } from '../testing/rolloutScene.ts';
import { createRolloutControl } from './createRolloutControl.ts';
import { MARK_ENDING } from './openRolloutStore.ts';
import { createRealSide } from './realSide.ts';
import { createRolloutFile } from './rolloutFile.ts';
import { DEFAULT_ROLLOUT } from './rolloutSettings.ts';
import type { RolloutStage } from './rolloutStage.ts';
import { ROLLOUT_NAME } from './stepDownWatch.ts';

const WHY = { reason: 'it compares well', by: 'ann' };

function scene(ceiling: RolloutStage = 'live') {
  const store = openTestStore(createManualClock(1_000));
  const here = { isThere: false };
  const file = createRolloutFile({
    identity: () => (here.isThere ? 'one' : undefined),
    hasBegun: () => false,
    open: () => {
      here.isThere = true;
      return store;
    },
  });
  const { says, reader } = createJournalScene();
  const adapter = createNotedAdapter('real');
  const real = createRealSide({
    create: () => adapter,
    hasJournal: () => true,
    openJournal: () => reader,
  });
  const telemetry = createRecordingTelemetry();
  const control = createRolloutControl({
    ceiling: { stage: ceiling, says: 'a test' },
    rules: DEFAULT_ROLLOUT,
    dryRun: true,
    real,
    file,
    telemetry,
  });
  const stepDown = (stage: RolloutStage = 'live'): void => {
    const after = store.newestMove()?.number ?? 0;
    const wish = { kind: 'step-down', stage, isSteppedDown: true, by: ROLLOUT_NAME } as const;
    store.move({ ...wish, reason: 'too few land' }, after);
  };
  return { control, store, says, adapter, telemetry, here, stepDown };
}

function change(changes: Partial<TradingChange>): TradingChange {
  const base = { number: 7, atMs: 1, reason: 'r', inFlight: 'reduce-only' } as const;
  return { ...base, by: ROLLOUT_NAME, state: 'reducing', origin: 'person', ...changes };
}

describe('two who move at once', () => {
  it('leave trading reduced where the one that activated it came too late', async () => {
    const { control, store, adapter, stepDown } = scene();
    stepDown();
    adapter.change = change({ number: 1, reason: 'too few land' });
    const { changeTradingState } = adapter;
    adapter.changeTradingState = async (decision) => {
      const outcome = await changeTradingState?.(decision);
      const wish = { kind: 'back', stage: 'canary', isSteppedDown: true, by: 'bob' } as const;
      if (decision.state === 'active') store.move({ ...wish, reason: 'no' }, 1);
      if (outcome === undefined) throw new Error('the adapter has no such question');
      return outcome;
    };
    await expect(control.move('advance', WHY)).rejects.toThrow('somebody else moved it meanwhile');
    expect(adapter.decisions).toMatchObject([
      { state: 'active', by: 'ann', afterChange: 1 },
      { state: 'reducing', by: ROLLOUT_NAME, reason: 'too few land', afterChange: 2 },
    ]);
  });
});

describe('where moves are missing', () => {
  it('tells it, lets nobody go on, and lets a person say where it stands', async () => {
    const { control, store } = scene();
    await control.move('back', { ...WHY, to: 'shadow' });
    writeMark(`${store.path}${MARK_ENDING}`, 5);
    const lost = expect.objectContaining({
      code: 'ROLLOUT__UNAVAILABLE',
      message: expect.stringContaining('it has 1 of 5 moves') as string,
    }) as unknown;
    await expect(control.status()).rejects.toEqual(lost);
    await expect(control.move('advance', WHY)).rejects.toEqual(lost);
    expect(await control.move('back', { ...WHY, to: 'stub' })).toMatchObject({
      stage: 'stub',
      moves: [{ number: 6 }, { number: 1 }],
    });
  });
});

describe('status', () => {
  it('of a rollout that has not begun is what the environment says, and makes no file', async () => {
    const { control, here } = scene('live');
    expect(await control.status()).toEqual({
      begun: false,
      stage: 'live',
      effectiveStage: 'live',
      ceiling: { stage: 'live', says: 'a test' },
      dryRun: true,
      canaryShareBps: 1_000,
      sizeCap: '10000000',
      moves: [],
      shadow: { trades: 0, bothTraded: 0, refusals: {}, stubRefusals: {}, differences: [] },
    });
    expect(here.isThere).toBe(false);
  });

  it('tells the stage of the data directory from the one that holds here', async () => {
    const { control } = scene('stub');
    await control.move('back', { ...WHY, to: 'canary' });
    expect(await control.status()).toMatchObject({
      begun: true,
      stage: 'canary',
      effectiveStage: 'stub',
    });
  });

  it('keeps telling of a step-down after the stage was moved back', async () => {
    const { control, stepDown, store } = scene();
    stepDown();
    await control.move('back', WHY);
    store.markReduced(1);
    expect(await control.status()).toMatchObject({
      stage: 'canary',
      steppedDown: { atMs: 1_000, by: ROLLOUT_NAME, reason: 'too few land', isReduced: true },
    });
  });
});

describe('advance', () => {
  it('goes on by one stage with who and why, aloud, and not beyond the last', async () => {
    const { control, telemetry } = scene('stub');
    const stages: RolloutStage[] = [];
    for (let step = 0; step < 3; step += 1) stages.push((await control.move('advance', WHY)).stage);
    expect(stages).toEqual(['shadow', 'canary', 'live']);
    const { moves } = await control.status();
    expect(moves[0]).toMatchObject({ number: 3, kind: 'advance', ...WHY });
    expect(telemetry.events.at(-1)).toMatchObject({ level: 'warn', name: 'rollout.moved' });
    await expect(control.move('advance', WHY)).rejects.toMatchObject({
      code: 'ROLLOUT__MOVE_REFUSED',
    });
  });

  it('says how one is begun where everything is real without one', async () => {
    await expect(scene('live').control.move('advance', WHY)).rejects.toMatchObject({
      message: expect.stringContaining(
        'begin one with quantbot rollout back --to shadow',
      ) as string,
    });
  });

  it('takes a step-down back and stays where it is', async () => {
    const { control, stepDown, adapter } = scene();
    stepDown();
    adapter.change = change({});
    const status = await control.move('advance', WHY);
    expect(status).toMatchObject({ stage: 'live', moves: [{ kind: 'resume' }, {}] });
    expect(status).not.toHaveProperty('steppedDown');
    expect(adapter.decisions).toEqual([{ ...WHY, state: 'active', afterChange: 7 }]);
  });

  it.each([
    undefined,
    change({ state: 'halted', by: 'bob' }),
    change({ by: 'bob' }),
    change({ state: 'active' }),
  ])('takes back nothing that a person decided: %o', async (decided) => {
    const { control, stepDown, adapter } = scene();
    stepDown();
    adapter.change = decided;
    await control.move('advance', WHY);
    expect(adapter.decisions).toEqual([]);
  });

  it('is refused while something stands that would step it down again', async () => {
    const { control, stepDown, says, store, adapter } = scene();
    stepDown();
    says.conflicts = 1;
    await expect(control.move('advance', WHY)).rejects.toMatchObject({
      code: 'ROLLOUT__MOVE_REFUSED',
      message: expect.stringContaining('contradict the chain: 1') as string,
    });
    expect([store.moves(9).length, adapter.decisions]).toEqual([1, []]);
    const early = scene('stub');
    early.says.deficits = 1;
    // The shadow signs nothing, so it may go on all the same.
    expect((await early.control.move('advance', WHY)).stage).toBe('shadow');
    await expect(early.control.move('advance', WHY)).rejects.toMatchObject({
      code: 'ROLLOUT__MOVE_REFUSED',
    });
  });

  it('leaps over no stage', async () => {
    const { control } = scene('stub');
    await expect(control.move('advance', { ...WHY, to: 'live' })).rejects.toMatchObject({
      code: 'ROLLOUT__MOVE_REFUSED',
    });
  });
});

describe('back', () => {
  it('goes one stage or as many as it is told, and never on', async () => {
    const { control } = scene();
    expect((await control.move('back', WHY)).stage).toBe('canary');
    await expect(control.move('back', { ...WHY, to: 'live' })).rejects.toMatchObject({
      code: 'ROLLOUT__MOVE_REFUSED',
    });
    expect((await control.move('back', { ...WHY, to: 'stub' })).stage).toBe('stub');
    await expect(control.move('back', WHY)).rejects.toMatchObject({
      code: 'ROLLOUT__MOVE_REFUSED',
    });
  });

  it('begins a rollout below live, whatever the environment of a shell says', async () => {
    const { control } = scene('stub');
    expect((await control.move('back', { ...WHY, to: 'shadow' })).stage).toBe('shadow');
  });
});

it.each(['reason', 'by'])('moves nothing without a %s', async (name) => {
  const { control, here } = scene('stub');
  await expect(control.move('advance', { ...WHY, [name]: ' ' })).rejects.toMatchObject({
    code: 'CONFIG__VALUE_MISSING',
  });
  expect(here.isThere).toBe(false);
});

it('moves nothing on top of a move that it has not seen', async () => {
  const { control, store, stepDown, adapter } = scene();
  stepDown();
  adapter.tradingState = async () => {
    // Somebody else is quicker.
    store.move({ kind: 'back', stage: 'stub', isSteppedDown: true, by: 'bob', reason: 'r' }, 1);
    return Promise.resolve({ state: 'active', openTrades: 0 });
  };
  await expect(control.move('advance', WHY)).rejects.toMatchObject({
    code: 'ROLLOUT__MOVE_REFUSED',
    message: expect.stringContaining('somebody else') as string,
  });
  expect(store.newestMove()?.by).toBe('bob');
});
