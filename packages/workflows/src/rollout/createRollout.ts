import { reasonOf, type ClockPort, type ExecutionPort, type TelemetryPort } from '@quantbot/core';
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
import { nextTurn } from '../platform/nextTurn.ts';
import { createRolloutControl, type RolloutControl } from './createRolloutControl.ts';
import { createRolloutPort } from './createRolloutPort.ts';
import { createRealSide, type RealSide, type RolloutAdapter } from './realSide.ts';
import type { RolloutCeiling } from './rolloutCeiling.ts';
import { findRolloutFile } from './findRolloutFile.ts';
import type { RolloutFile } from './rolloutFile.ts';
import type { RolloutRules } from './rolloutSettings.ts';
import type { RolloutStage } from './rolloutStage.ts';
import type { RolloutStore } from './rolloutStore.ts';
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
  /** Tells where the rollout stands by its metric, for whoever looks before the next trade. */
  tellState(): void;
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
  const journalPath = `${directory}/${JOURNAL_FILE}`;
  const file = findRolloutFile(directory, clock);
  const real = createRealSide({
    create: options.createReal,
    hasJournal: () => fileExists(journalPath),
    openJournal: () => openLiveSideReader(journalPath, createNodePlatform()),
  });
  const shadow = new ShadowRunner({
    create: () => options.createShadow(`${directory}/${SHADOW_DIRECTORY}`),
    nextTurn,
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
  const tellState = createTeller({ file, watch, telemetry });
  if (options.onlyLooks !== true) {
    start({ real, file, ceiling });
    tellState();
  }
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
    tellState,
    idle: async () => {
      await shadow.idle();
      await watch.idle();
    },
    close: async () => closeAll({ shadow, watch, real, file }),
  };
}

interface TellerParts {
  readonly file: RolloutFile;
  readonly watch: StepDownWatch;
  readonly telemetry: TelemetryPort;
}

function createTeller({ file, watch, telemetry }: TellerParts): () => void {
  return () => {
    try {
      watch.tellState(file.found()?.newestMove());
    } catch (cause) {
      const message = `Where the rollout stands cannot be told: ${reasonOf(cause)}`;
      telemetry.emitEvent({ level: 'error', name: 'rollout.unavailable', message });
    }
  };
}

interface CloseParts {
  readonly shadow: ShadowRunner;
  readonly watch: StepDownWatch;
  readonly real: RealSide;
  readonly file: RolloutFile;
}

/** Whatever does not close well, the real adapter and its journal are closed. */
async function closeAll({ shadow, watch, real, file }: CloseParts): Promise<void> {
  try {
    await shadow.close();
    await watch.idle();
  } finally {
    await real.close().finally(() => {
      file.close();
    });
  }
}

interface StartParts extends Pick<RolloutOptions, 'ceiling'> {
  readonly real: RealSide;
  readonly file: RolloutFile;
}

/** A stage that the environment names begins the rollout of a data directory that has none. */
function start({ real, file, ceiling: { stage, says } }: StartParts): void {
  // What cannot be used is told at the start, unless it is not going to be used. The adapter comes
  // last: what it holds open is closed by nobody when something after it fails.
  try {
    if (stage === 'shadow' || stage === 'canary') begin(file.open(), stage, says);
    if (stage !== 'stub') real.adapter();
  } catch (cause) {
    file.close();
    throw cause;
  }
}

function begin(store: RolloutStore, stage: RolloutStage, says: string): void {
  const wish = { kind: 'begin', stage, isSteppedDown: false, by: 'the environment' } as const;
  if (store.newestMove() === undefined) store.move({ ...wish, reason: says }, 0);
}
