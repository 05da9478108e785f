import { ExecutionError, type TelemetryPort } from '@quantbot/core';

import type { RealSide, RolloutAdapter } from './realSide.ts';
import { effectiveStage, type RolloutCeiling } from './rolloutCeiling.ts';
import type { RolloutFile } from './rolloutFile.ts';
import type { RolloutRules } from './rolloutSettings.ts';
import { isBelow, nextStage, previousStage, type RolloutStage } from './rolloutStage.ts';
import type { RolloutMove, RolloutMoveWish, RolloutStore } from './rolloutStore.ts';
import { shadowReport, type ShadowReport } from './shadowReport.ts';
import { standingReasons } from './stepDownRule.ts';
import { ROLLOUT_NAME } from './stepDownWatch.ts';

/** Where a rollout stands. Plain JSON. */
export interface RolloutStatus {
  /** Whether anybody ever moved it; without that the environment alone says which adapter answers. */
  readonly begun: boolean;
  /** Stage of the data directory, or what the environment says while it has not begun. */
  readonly stage: RolloutStage;
  /** Stage that holds in a process with this environment. */
  readonly effectiveStage: RolloutStage;
  /** The farthest stage that this environment allows. */
  readonly ceiling: RolloutCeiling;
  /** In dry-run nothing is signed, whatever the stage is. */
  readonly dryRun: boolean;
  readonly canaryShareBps: number;
  /** Largest buy that trades really in `canary`: lamports, as digits. */
  readonly sizeCap: string;
  /** Set while new entries are shadowed by a rule. */
  readonly steppedDown?: {
    readonly atMs: number;
    readonly by: string;
    readonly reason: string;
    /** Whether the real side is known to reduce since. */
    readonly isReduced: boolean;
  };
  /** Newest moves, newest first. */
  readonly moves: readonly RolloutMove[];
  readonly shadow: ShadowReport;
}

/** Why a rollout moves, and by whom. */
export interface RolloutDecision {
  /** Why, for whoever reads it later. */
  readonly reason: string;
  /** Who decided. */
  readonly by: string;
  /** Stage to go back to. @defaultValue the stage before */
  readonly to?: RolloutStage | undefined;
}

/** What a person does with a rollout. */
export interface RolloutControl {
  /** @throws ExecutionError `ROLLOUT__UNAVAILABLE` */
  status(): Promise<RolloutStatus>;
  /**
   * Moves the rollout in every process of the data directory. `advance` goes one stage on, or takes a
   * step-down back; `back` goes to an earlier stage and takes none back.
   *
   * @throws ExecutionError `ROLLOUT__MOVE_REFUSED`, `ROLLOUT__UNAVAILABLE`, `CONFIG__VALUE_MISSING`,
   * and what keeps trading from being activated again after a step-down
   */
  move(to: 'advance' | 'back', decision: RolloutDecision): Promise<RolloutStatus>;
}

/** What the control of a rollout is made of. */
export interface RolloutControlParts {
  readonly ceiling: RolloutCeiling;
  readonly rules: RolloutRules;
  readonly dryRun: boolean;
  readonly real: RealSide;
  readonly file: RolloutFile;
  readonly telemetry: TelemetryPort;
}

const MOVES_SHOWN = 20;
const DIFFERENCES_SHOWN = 50;

/** Makes the control of a rollout. */
export function createRolloutControl(parts: RolloutControlParts): RolloutControl {
  return {
    status: async () => Promise.resolve(statusOf(parts)),
    move: async (to, decision) => {
      requireText('reason', decision.reason);
      requireText('by', decision.by);
      const store = parts.file.open();
      // Back is the way out where moves are missing; nobody goes on from there.
      const newest = to === 'back' ? store.moves(1)[0] : store.newestMove();
      const wish =
        to === 'back'
          ? backWish(parts, newest, decision)
          : await advanceWish(parts, newest, decision);
      const { takeBack, ...wanted } = wish;
      const moved = store.move(wanted, newest?.number ?? 0);
      if (moved === undefined) {
        await takeBack?.();
        throw refused(to, newest?.stage ?? parts.ceiling.stage, 'somebody else moved it meanwhile');
      }
      announce(parts, moved);
      return statusOf(parts);
    },
  };
}

function backWish(
  { ceiling }: RolloutControlParts,
  newest: RolloutMove | undefined,
  { reason, by, to }: RolloutDecision,
): PreparedMove {
  // Where none has begun, other processes may be live, whatever this environment says.
  const from = newest?.stage ?? 'live';
  const stage = to ?? previousStage(from);
  if (stage === undefined || !isBelow(stage, from)) {
    const why = stage === undefined ? 'there is no stage before' : `${stage} is not before it`;
    throw refused('back', newest?.stage ?? ceiling.stage, why);
  }
  return { kind: 'back', stage, isSteppedDown: newest?.isSteppedDown ?? false, reason, by };
}

interface PreparedMove extends RolloutMoveWish {
  /** Undoes what was done for a move that was not made after all. */
  readonly takeBack?: (() => Promise<void>) | undefined;
}

async function advanceWish(
  parts: RolloutControlParts,
  newest: RolloutMove | undefined,
  { reason, by, to }: RolloutDecision,
): Promise<PreparedMove> {
  const from = newest?.stage ?? parts.ceiling.stage;
  if (to !== undefined) throw refused('on', from, 'it goes on by one stage at a time');
  if (newest?.isSteppedDown === true) {
    refuseWhileBroken(parts, from);
    const takeBack = await activateAgain(parts.real.adapter(), { reason, by });
    return { kind: 'resume', stage: from, isSteppedDown: false, reason, by, takeBack };
  }
  const stage = nextStage(from);
  if (stage === undefined) {
    const why =
      newest === undefined
        ? `no rollout has begun here, and ${parts.ceiling.says} sends everything to the real ` +
          'adapter; begin one with quantbot rollout back --to shadow'
        : 'it is the last stage';
    throw refused('on', from, why);
  }
  if (!isBelow(stage, 'canary')) refuseWhileBroken(parts, from);
  return { kind: 'advance', stage, isSteppedDown: false, reason, by };
}

/** What would step it down at once again is dealt with first. */
function refuseWhileBroken({ real }: RolloutControlParts, stage: RolloutStage): void {
  const journal = real.journal();
  if (journal === undefined) return;
  const reasons = standingReasons({
    conflicts: journal.conflicts().length,
    deficits: journal.deficits().length,
    tradingChange: journal.tradingChange(),
  });
  if (reasons.length > 0) throw refused('on', stage, reasons.join('; '));
}

/**
 * Takes back what the step-down did, and nothing that a person decided since.
 *
 * @returns what reduces trading again, unless somebody has decided since
 */
async function activateAgain(
  adapter: RolloutAdapter,
  { reason, by }: RolloutDecision,
): Promise<() => Promise<void>> {
  const nothing = async (): Promise<void> => Promise.resolve();
  if (adapter.tradingState === undefined || adapter.changeTradingState === undefined)
    return nothing;
  const { change } = await adapter.tradingState();
  if (change?.state !== 'reducing' || change.by !== ROLLOUT_NAME) return nothing;
  const afterChange = change.number;
  const { changeTradingState } = adapter;
  const active = await changeTradingState({ state: 'active', reason, by, afterChange });
  return async () => {
    const again = { state: 'reducing', by: ROLLOUT_NAME, reason: change.reason } as const;
    await changeTradingState({ ...again, afterChange: active.change.number });
  };
}

function statusOf({ ceiling, rules, dryRun, file }: RolloutControlParts): RolloutStatus {
  const store = file.found();
  // Refused where moves are missing.
  store?.newestMove();
  const moves = store?.moves(MOVES_SHOWN) ?? [];
  const [newest] = moves;
  const stage = newest?.stage ?? ceiling.stage;
  return {
    begun: newest !== undefined,
    stage,
    effectiveStage: effectiveStage(ceiling, newest),
    ceiling,
    dryRun,
    canaryShareBps: rules.canaryShareBps,
    sizeCap: String(rules.canaryLamportsMax),
    ...steppedDownOf(store, newest),
    moves,
    shadow: shadowReport(store?.shadows(rules.shadowRecordsMax) ?? [], DIFFERENCES_SHOWN),
  };
}

function steppedDownOf(
  store: RolloutStore | undefined,
  newest: RolloutMove | undefined,
): Pick<RolloutStatus, 'steppedDown'> {
  if (newest?.isSteppedDown !== true) return {};
  // A person may have moved the stage since.
  const stepDown = store?.newestStepDown() ?? newest;
  const { atMs, by, reason, isReduced } = stepDown;
  return { steppedDown: { atMs, by, reason, isReduced } };
}

function announce({ telemetry }: RolloutControlParts, { kind, stage, by, reason }: RolloutMove) {
  const message = `The rollout is at ${stage} (${kind}) by decision of ${by}: ${reason}.`;
  telemetry.emitEvent({ level: 'warn', name: 'rollout.moved', message, context: { kind, stage } });
}

function refused(move: string, stage: RolloutStage, reason: string): ExecutionError {
  return new ExecutionError('ROLLOUT__MOVE_REFUSED', { move, stage, reason });
}

function requireText(name: string, text: string): void {
  if (text.trim() !== '') return;
  const reason = 'whoever reads the rollout later has to know';
  throw new ExecutionError('CONFIG__VALUE_MISSING', { name, reason });
}
