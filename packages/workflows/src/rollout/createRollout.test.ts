import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { rolloutDirectory } from '../platform/testing/rolloutDirectory.ts';
import { createManualClock } from '../testing/manualClock.ts';
import { createRecordingTelemetry } from '../testing/recordingTelemetry.ts';
import { buy, createNotedAdapter, openTestStore } from '../testing/rolloutScene.ts';
import { createRollout, type RolloutOptions } from './createRollout.ts';
import { DEFAULT_ROLLOUT } from './rolloutSettings.ts';
import type { RolloutStage } from './rolloutStage.ts';

function scene(stage: RolloutStage, changes: Partial<RolloutOptions> = {}) {
  const directory = rolloutDirectory();
  const adapter = createNotedAdapter('real');
  const dry = createNotedAdapter('dry');
  const made: string[] = [];
  const rollout = createRollout({
    ceiling: { stage, says: `EXECUTION_STAGE=${stage}` },
    dryRun: true,
    settings: { dataDirectory: directory },
    rules: DEFAULT_ROLLOUT,
    clock: createManualClock(),
    telemetry: createRecordingTelemetry(),
    createReal: () => {
      made.push('real');
      return adapter;
    },
    createShadow: (dataDirectory) => {
      made.push(dataDirectory);
      return dry;
    },
    ...changes,
  });
  onTestFinished(async () => rollout.close());
  return { rollout, directory, adapter, dry, made, file: join(directory, 'rollout.sqlite') };
}

describe('createRollout', () => {
  it('begins at the stage that the environment names, and rehearses beside the stub', async () => {
    const { rollout, directory, made, file, dry } = scene('shadow');
    expect(existsSync(file)).toBe(true);
    expect(await rollout.control.status()).toMatchObject({
      begun: true,
      stage: 'shadow',
      moves: [{ kind: 'begin', by: 'the environment', reason: 'EXECUTION_STAGE=shadow' }],
    });
    const result = await rollout.execution.execute(buy('k'));
    expect(result).toMatchObject({ success: true, simulated: true });
    await rollout.idle();
    expect(made).toEqual(['real', `${directory}/shadow`]);
    expect(dry.asked).toHaveLength(1);
    expect((await rollout.control.status()).shadow.trades).toBe(1);
  });

  it('begins nothing where somebody moved it before', async () => {
    const first = scene('shadow');
    await first.rollout.control.move('advance', { reason: 'r', by: 'ann' });
    const { directory } = first;
    const second = scene('shadow', { settings: { dataDirectory: directory } });
    expect(await second.rollout.control.status()).toMatchObject({
      stage: 'canary',
      effectiveStage: 'shadow',
    });
  });

  it('writes nothing for the stub, or for live without a rollout', async () => {
    for (const stage of ['stub', 'live'] as const) {
      const { rollout, file, made } = scene(stage);
      await rollout.execution.execute(buy('k'));
      expect(existsSync(file)).toBe(false);
      expect(made).toEqual(stage === 'live' ? ['real'] : []);
    }
  });

  it('makes nothing for who only looks', async () => {
    const { rollout, file, made } = scene('shadow', { onlyLooks: true });
    expect((await rollout.control.status()).begun).toBe(false);
    expect([existsSync(file), made]).toEqual([false, []]);
  });

  it('keeps the stub from trading where it alone is asked to, and only there', async () => {
    const alone = scene('stub', { dryRun: false });
    const refused = await alone.rollout.execution.execute(buy('k'));
    expect(refused.errorCode).toBe('STUB__LIVE_NOT_IMPLEMENTED');
    const shadowed = scene('shadow', { dryRun: false });
    const answered = await shadowed.rollout.execution.execute(buy('k'));
    expect(answered).toMatchObject({ success: true, simulated: true });
  });

  it('closes every adapter that it made', async () => {
    const { rollout, adapter, dry } = scene('shadow');
    await rollout.execution.execute(buy('k'));
    await rollout.close();
    expect([adapter.isClosed, dry.isClosed]).toEqual([true, true]);
  });

  it('trades nothing where its file was lost, whatever the environment would allow', async () => {
    const { rollout, directory } = scene('live', { dryRun: false });
    await rollout.control.move('back', { reason: 'r', by: 'ann', to: 'shadow' });
    expect((await rollout.execution.execute(buy('a'))).simulated).toBe(true);
    for (const name of readdirSync(directory)) {
      if (name.startsWith('rollout.sqlite') && !name.endsWith('.moves'))
        rmSync(join(directory, name));
    }
    // Once in the process that had it open, and once after a restart.
    const restarted = scene('live', { dryRun: false, settings: { dataDirectory: directory } });
    for (const { rollout: lost, adapter } of [{ rollout, adapter: restarted.adapter }, restarted]) {
      const result = await lost.execution.execute(buy('b'));
      expect(result).toMatchObject({ success: false, errorCode: 'ROLLOUT__UNAVAILABLE' });
      expect(adapter.asked).toEqual([]);
    }
  });

  it('tells after a restart that it has stepped down, before anybody trades', async () => {
    const { directory, file } = scene('live');
    const clock = createManualClock();
    const wish = { kind: 'step-down', stage: 'live', isSteppedDown: true, by: 'r' } as const;
    openTestStore(clock, file).move({ ...wish, reason: 'r' }, 0);
    const telemetry = createRecordingTelemetry();
    const settings = { dataDirectory: directory };
    const { rollout } = scene('live', { telemetry, settings });
    const told = { name: 'quantbot_rollout_stepped_down', type: 'gauge' } as const;
    expect(telemetry.metrics).toEqual([{ ...told, value: 1 }]);
    await rollout.control.move('advance', { reason: 'mended', by: 'ann' });
    rollout.tellState();
    expect(telemetry.metrics.at(-1)).toEqual({ ...told, value: 0 });
  });

  it('says aloud where it cannot tell', () => {
    const telemetry = createRecordingTelemetry();
    const { rollout, file } = scene('live', { telemetry });
    writeFileSync(file, 'no database at all, and longer than a header would be '.repeat(30));
    rollout.tellState();
    expect(telemetry.events).toMatchObject([{ level: 'error', name: 'rollout.unavailable' }]);
  });

  it('leaves nothing open where the adapter cannot be made, and makes none where the file cannot', () => {
    const unusable = () => {
      throw new Error('no wallet');
    };
    expect(() => scene('shadow', { createReal: unusable })).toThrow('no wallet');
    const directory = rolloutDirectory();
    mkdirSync(join(directory, 'rollout.sqlite'));
    const createReal = vi.fn(() => createNotedAdapter('real'));
    const settings = { dataDirectory: directory };
    expect(() => scene('shadow', { createReal, settings })).toThrow(
      expect.objectContaining({ code: 'ROLLOUT__UNAVAILABLE' }),
    );
    expect(createReal).not.toHaveBeenCalled();
  });

  it('is idle, and closes its adapter, only when what was decided has reached the real side', async () => {
    const { directory, file } = scene('live');
    const wish = { kind: 'step-down', stage: 'live', isSteppedDown: true, by: 'r' } as const;
    openTestStore(createManualClock(), file).move({ ...wish, reason: 'r' }, 0);
    const settings = { dataDirectory: directory };
    const { rollout, adapter } = scene('live', { dryRun: false, settings });
    const { changeTradingState } = adapter;
    const heard = Promise.withResolvers<void>();
    adapter.changeTradingState = async (decision) => {
      await heard.promise;
      return changeTradingState?.(decision) ?? Promise.reject(new Error('it cannot decide'));
    };
    await rollout.execution.execute(buy('k'));
    const ended: string[] = [];
    const idle = rollout.idle().then(() => ended.push('idle'));
    const closed = rollout.close().then(() => ended.push('closed'));
    await setImmediate();
    expect([ended, adapter.isClosed]).toEqual([[], false]);
    heard.resolve();
    await Promise.all([idle, closed]);
    expect(adapter.decisions).toMatchObject([{ state: 'reducing' }]);
    expect(adapter.isClosed).toBe(true);
  });

  it('closes the real adapter whatever does not close well', async () => {
    const { rollout, adapter, dry } = scene('shadow');
    await rollout.execution.execute(buy('k'));
    await rollout.idle();
    dry.close = () => {
      throw new Error('stuck');
    };
    await expect(rollout.close()).rejects.toThrow('stuck');
    expect(adapter.isClosed).toBe(true);
    dry.close = () => undefined;
  });
});
