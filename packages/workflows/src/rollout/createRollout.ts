import type { ClockPort, ExecutionPort, TelemetryPort } from '@quantbot/core';
import {
  createNodePlatform,
  DEFAULT_SETTINGS,
  JOURNAL_FILE,
  openLiveSideReader,
  type ExecutionSettings,
} from '@quantbot/executor';

import { createExecutionStubAdapter } from '../adapters/executionStubAdapter.ts';
import { guardTelemetry } from '../adapters/guardTelemetry.ts';
import { fileExists } from '../platform/fileExists.ts';
import { createRolloutControl, type RolloutControl } from './createRolloutControl.ts';
import { createRolloutPort } from './createRolloutPort.ts';
import { openRolloutStore, ROLLOUT_FILE } from './openRolloutStore.ts';
import { createRealSide, type RealSide, type RolloutAdapter } from './realSide.ts';
import type { RolloutCeiling } from './rolloutCeiling.ts';
import { createRolloutFile, type RolloutFile } from './rolloutFile.ts';
import type { RolloutRules } from './rolloutSettings.ts';
import { ShadowRunner } from './shadowRunner.ts';
import { StepDownWatch } from './stepDownWatch.ts';

/** What a rollout is made of. */
export interface RolloutOptions {
  /** The farthest stage that the environment allows. */
  readonly ceiling: RolloutCeiling;
  readonly dryRun: boolean;
  /** Of the settings, where the data are and how keyless requests are recognised. */
  readonly settings: Pick<ExecutionSettings, 'dataDirectory' | 'derivedKeyWindowMs'>;
  readonly rules: RolloutRules;
  readonly clock: ClockPort;
  readonly telemetry: TelemetryPort;
  /** Makes the real adapter, once: at the start, or with the stub when something is to be sold. */
  readonly createReal: () => RolloutAdapter;
  /** Makes the adapter that rehearses in a directory of its own, once, when it is needed first. */
  readonly createShadow: (dataDirectory: string) => RolloutAdapter;
  /**
   * Set by what trades nothing: no rollout is begun by the environment, and the real adapter is not
   * made before it is needed.
   */
  readonly onlyLooks?: true;
}

/** A rollout: the port that trades go through, and what a person does with it. */
export interface Rollout {
  readonly execution: ExecutionPort;
  readonly control: RolloutControl;
  /** Resolves when no comparison and no step-down is on its way. */
  idle(): Promise<void>;
  /** Closes the adapters that were made, and the files. */
  close(): Promise<void>;
}

/** Directory of the shadow's own journal, in the data directory. It may be deleted at any time. */
const SHADOW_DIRECTORY = 'shadow';

/**
 * Puts a rollout between a strategy and its adapters.
 *
 * @throws ExecutionError `ROLLOUT__UNAVAILABLE` where the environment begins a rollout and its file
 * cannot be made; what `createReal` throws, unless the stub alone is wanted
 */
export function createRollout(options: RolloutOptions): Rollout {
  const { ceiling, dryRun, settings, rules, clock } = options;
  const telemetry = guardTelemetry(options.telemetry);
  const directory = settings.dataDirectory ?? DEFAULT_SETTINGS.dataDirectory;
  const path = `${directory}/${ROLLOUT_FILE}`;
  const journalPath = `${directory}/${JOURNAL_FILE}`;
  const file = createRolloutFile({
    exists: () => fileExists(path),
    open: () => openRolloutStore({ path, clock }),
  });
  const real = createRealSide({
    create: options.createReal,
    hasJournal: () => fileExists(journalPath),
    openJournal: () => openLiveSideReader(journalPath, createNodePlatform()),
  });
  const shadow = new ShadowRunner({
    create: () => options.createShadow(`${directory}/${SHADOW_DIRECTORY}`),
    rules,
    clock,
    telemetry,
  });
  const watch = new StepDownWatch({ rules, real, dryRun, clock, telemetry });
  // Whoever asks the stub to trade is refused, as ever; at a stage of a rollout it only simulates.
  const isStubAlone = ceiling.stage === 'stub';
  const stub = createExecutionStubAdapter({
    dryRun: isStubAlone ? dryRun : true,
    clock,
    telemetry: options.telemetry,
  });
  if (options.onlyLooks !== true) start({ real, file, ceiling });
  const derivedKeyWindowMs = settings.derivedKeyWindowMs ?? DEFAULT_SETTINGS.derivedKeyWindowMs;
  const shared = { ceiling, rules, real, file, telemetry };
  return {
    execution: createRolloutPort({
      ...shared,
      dryRun,
      stub,
      shadow,
      watch,
      clock,
      derivedKeyWindowMs,
    }),
    control: createRolloutControl({ ...shared, dryRun }),
    idle: async () => {
      await shadow.idle();
      await watch.idle();
    },
    close: async () => {
      await shadow.close();
      await watch.idle();
      try {
        await real.close();
      } finally {
        file.close();
      }
    },
  };
}

interface StartParts extends Pick<RolloutOptions, 'ceiling'> {
  readonly real: RealSide;
  readonly file: RolloutFile;
}

/** A stage that the environment names begins the rollout of a data directory that has none. */
function start({ real, file, ceiling: { stage, says } }: StartParts): void {
  // What cannot be used is told at the start, unless it is not going to be used.
  if (stage !== 'stub') real.adapter();
  if (stage !== 'shadow' && stage !== 'canary') return;
  const store = file.open();
  const wish = { kind: 'begin', stage, isSteppedDown: false, by: 'the environment' } as const;
  if (store.newestMove() === undefined) store.move({ ...wish, reason: says }, 0);
}
