import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { rolloutDirectory } from '../platform/testing/rolloutDirectory.ts';
import { createManualClock } from '../testing/manualClock.ts';
import { createRecordingTelemetry } from '../testing/recordingTelemetry.ts';
import { buy, createNotedAdapter } from '../testing/rolloutScene.ts';
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
});
