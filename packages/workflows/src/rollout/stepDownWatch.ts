import { isExecutionError, reasonOf, type ClockPort, type TelemetryPort } from '@quantbot/core';

import type { RealSide, RolloutAdapter } from './realSide.ts';
import { isBelow } from './rolloutStage.ts';
import type { RolloutRules } from './rolloutSettings.ts';
import type { RolloutMove, RolloutStore } from './rolloutStore.ts';
import { stepDownReasons } from './stepDownRule.ts';

/** Who the rollout's own decisions are by. */
export const ROLLOUT_NAME = 'the rollout';

/** What watches over the real side. */
export interface StepDownParts {
  readonly rules: RolloutRules;
  readonly real: RealSide;
  /** In dry-run nothing is judged: nothing real is done. */
  readonly dryRun: boolean;
  readonly clock: ClockPort;
  readonly telemetry: TelemetryPort;
}

/** Milliseconds after a look within which another one is left out: it reads a whole window. */
const LOOK_MS = 250;
/** Trades that are read for each one that is looked at: some of them have not ended. */
const READ_FACTOR = 2;
const READ_MORE = 20;
/** How often a decision about trading is made again that others came before. */
const DECISIONS_MAX = 3;

/** Steps the rollout down when the real side shows that it should not be trusted. */
export class StepDownWatch {
  readonly #parts: StepDownParts;
  #reducing: Promise<void> | undefined;
  #looked: { readonly atMs: number; readonly move: number } | undefined;

  constructor(parts: StepDownParts) {
    this.#parts = parts;
  }

  /**
   * Looks at the real side and steps down where a rule says so. What it decides is on disk when this
   * returns; that the real side reduces follows.
   *
   * @throws ExecutionError `ROLLOUT__UNAVAILABLE`, `JOURNAL__*`
   */
  check(store: RolloutStore): void {
    const move = store.newestMove();
    if (this.#parts.dryRun || move === undefined) return;
    this.tellState(move);
    if (move.isSteppedDown) {
      this.#reduceOnce(store);
      return;
    }
    if (isBelow(move.stage, 'canary')) return;
    if (!this.#isDue(move)) return;
    const reasons = this.#reasons(move);
    if (reasons.length === 0) return;
    const reason = reasons.join('; ');
    const { stage } = move;
    const wish = {
      kind: 'step-down',
      stage,
      isSteppedDown: true,
      by: ROLLOUT_NAME,
      reason,
    } as const;
    if (store.move(wish, move.number) === undefined) return;
    this.#tell(
      'error',
      'rollout.stepped_down',
      `The rollout has stepped down at ${stage}: ${reason}.`,
    );
    this.tellState({ isSteppedDown: true });
    this.#reduceOnce(store);
  }

  /** Resolves when the real side has been told what was decided, or could not be. */
  async idle(): Promise<void> {
    await this.#reducing;
  }

  /** Tells by the metric whether it has stepped down; nothing where nobody has begun. */
  tellState(move: Pick<RolloutMove, 'isSteppedDown'> | undefined): void {
    if (move === undefined) return;
    const value = move.isSteppedDown ? 1 : 0;
    const name = 'quantbot_rollout_stepped_down';
    this.#parts.telemetry.emitMetric({ name, type: 'gauge', value });
  }

  #isDue({ number }: RolloutMove): boolean {
    const nowMs = this.#parts.clock.nowMs();
    const { atMs, move } = this.#looked ?? { atMs: 0, move: 0 };
    if (move === number && Math.abs(nowMs - atMs) < LOOK_MS) return false;
    this.#looked = { atMs: nowMs, move: number };
    return true;
  }

  #reasons(move: RolloutMove): readonly string[] {
    const { rules, real } = this.#parts;
    const journal = real.journal();
    if (journal === undefined) return [];
    const limit = rules.stepDownTrades * READ_FACTOR + rules.consecutiveFailuresMax + READ_MORE;
    const health = {
      trades: journal.recentTrades({ sinceMs: move.atMs, limit }),
      conflicts: journal.conflicts().length,
      deficits: journal.deficits().length,
      tradingChange: journal.tradingChange(),
    };
    return stepDownReasons(health, rules);
  }

  #reduceOnce(store: RolloutStore): void {
    const stepDown = store.newestStepDown();
    if (stepDown === undefined || stepDown.isReduced || this.#reducing !== undefined) return;
    this.#reducing = this.#reduce(store, stepDown)
      .catch((cause: unknown) => {
        const message = `The real side could not be told to reduce: ${reasonOf(cause)}.`;
        this.#tell('error', 'rollout.not_reduced', message);
      })
      .finally(() => {
        this.#reducing = undefined;
      });
  }

  async #reduce(store: RolloutStore, { number, reason }: RolloutMove): Promise<void> {
    const adapter = this.#parts.real.adapter();
    for (let decision = 1; decision <= DECISIONS_MAX; decision += 1) {
      if (await isReduced(adapter, reason)) {
        store.markReduced(number);
        return;
      }
    }
    throw new Error(`others decided about trading ${DECISIONS_MAX} times meanwhile`);
  }

  #tell(level: 'error' | 'warn', name: string, message: string): void {
    this.#parts.telemetry.emitEvent({ level, name, message });
  }
}

/** Reduces trading unless a person has already: a halt must never be loosened. */
async function isReduced(adapter: RolloutAdapter, reason: string): Promise<boolean> {
  if (adapter.tradingState === undefined || adapter.changeTradingState === undefined) return true;
  const { change } = await adapter.tradingState();
  if (change?.state === 'halted') return true;
  if (change?.state === 'reducing' && change.origin === 'person') return true;
  const afterChange = change?.number ?? 0;
  try {
    await adapter.changeTradingState({ state: 'reducing', by: ROLLOUT_NAME, reason, afterChange });
    return true;
  } catch (cause) {
    if (isExecutionError(cause, 'CONTROL__DECISION_OUTDATED')) return false;
    throw cause;
  }
}
