import { ExecutionError, type AnyExecutionRequest, type ExecutionResult } from '@quantbot/core';

import { rolloutDirectory } from '../platform/testing/rolloutDirectory.ts';
import { createRolloutPort } from '../rollout/createRolloutPort.ts';
import { createRealSide } from '../rollout/realSide.ts';
import { DEFAULT_ROLLOUT, type RolloutRules } from '../rollout/rolloutSettings.ts';
import type { RolloutStage } from '../rollout/rolloutStage.ts';
import type { RolloutMoveKind } from '../rollout/rolloutStore.ts';
import { ShadowRunner } from '../rollout/shadowRunner.ts';
import { StepDownWatch } from '../rollout/stepDownWatch.ts';
import { createManualClock } from './manualClock.ts';
import { createRecordingTelemetry } from './recordingTelemetry.ts';
import { createJournalScene, createNotedAdapter, openTestStore } from './rolloutScene.ts';

/** Where a rollout stands at first, and what it goes by. */
export interface PortSceneOptions {
  readonly stage?: RolloutStage;
  readonly ceiling?: RolloutStage;
  readonly rules?: Partial<RolloutRules>;
  readonly path?: string;
  readonly begun?: boolean;
  readonly dryRun?: boolean;
}

/** The three adapters, and a journal that says what a test wants. */
function createSides() {
  const problem = { isThere: false };
  const { says, reader } = createJournalScene();
  const adapter = createNotedAdapter('real');
  const real = createRealSide({
    create: () => {
      if (problem.isThere) {
        const context = { source: 'The environment', problems: ['no wallet'] };
        throw new ExecutionError('CONFIG__FIELD_INVALID', context);
      }
      return adapter;
    },
    hasJournal: () => true,
    openJournal: () => reader,
  });
  const breakReal = (): void => {
    problem.isThere = true;
  };
  const stub = createNotedAdapter('stub');
  const dry = createNotedAdapter('dry');
  return { says, adapter, real, stub, dry, break: breakReal };
}

/** Both adapters, a journal that says what a test wants, and the port before them. */
export function createPortScene(options: PortSceneOptions = {}) {
  const { stage = 'shadow', ceiling = 'live', begun = true, dryRun = false } = options;
  const clock = createManualClock(10_000_000);
  const path = options.path ?? `${rolloutDirectory()}/rollout.sqlite`;
  const store = openTestStore(clock, path);
  const rules = { ...DEFAULT_ROLLOUT, canaryShareBps: 10_000, ...options.rules };
  const telemetry = createRecordingTelemetry();
  const sides = createSides();
  const { real, stub, dry } = sides;
  const turn = { next: async (): Promise<void> => Promise.resolve() };
  const nextTurn = async (): Promise<void> => turn.next();
  const shadow = new ShadowRunner({ create: () => dry, nextTurn, rules, clock, telemetry });
  const port = createRolloutPort({
    ceiling: { stage: ceiling, says: 'a test' },
    rules,
    dryRun,
    stub,
    real,
    shadow,
    watch: new StepDownWatch({ rules, real, dryRun, clock, telemetry }),
    file: {
      found: () => (begun ? store : undefined),
      open: () => store,
      close: () => undefined,
    },
    clock,
    telemetry,
    derivedKeyWindowMs: 60_000,
  });
  const moveTo = (to: RolloutStage, kind: RolloutMoveKind = 'advance'): void => {
    const isSteppedDown = kind === 'step-down';
    const after = store.newestMove()?.number ?? 0;
    store.move({ kind, stage: to, isSteppedDown, by: 'ann', reason: 'r' }, after);
    store.markReduced(after + 1);
  };
  if (begun && store.newestMove() === undefined) moveTo(stage);
  const trade = async (request: AnyExecutionRequest): Promise<ExecutionResult> =>
    port.execute(request);
  return { ...sides, port, trade, store, shadow, clock, telemetry, moveTo, path, turn };
}
