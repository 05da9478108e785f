import {
  fault,
  faultFromError,
  faultResult,
  isExecutionError,
  reasonOf,
  type AnyExecutionRequest,
  type ClockPort,
  type ExecutionResult,
  type TelemetryPort,
} from '@quantbot/core';

import { compareShadow } from './compareShadow.ts';
import type { RolloutAdapter } from './realSide.ts';
import type { RolloutRules } from './rolloutSettings.ts';
import type { RolloutStore } from './rolloutStore.ts';

/** What runs beside the stub. */
export interface ShadowParts {
  /** Makes the adapter that rehearses. @throws ExecutionError `CONFIG__*`, `WALLET__*` */
  readonly create: () => RolloutAdapter;
  /** Resolves once the answer of the stub has been given. */
  readonly nextTurn: () => Promise<void>;
  readonly rules: Pick<RolloutRules, 'shadowRunsMax' | 'shadowWaitMs' | 'shadowRecordsMax'>;
  readonly clock: ClockPort;
  readonly telemetry: TelemetryPort;
}

/** A trade that the stub has answered. */
export interface AnsweredTrade {
  readonly request: AnyExecutionRequest;
  readonly stub: ExecutionResult;
  readonly store: RolloutStore;
}

/**
 * Runs the real pipeline dry beside the stub and keeps what differs. Nothing of it reaches an answer:
 * a run that fails is a comparison that says so, and one too many is left out and counted.
 */
export class ShadowRunner {
  readonly #parts: ShadowParts;
  readonly #running = new Set<Promise<void>>();
  #adapter: RolloutAdapter | undefined;
  #isClosed = false;

  constructor(parts: ShadowParts) {
    this.#parts = parts;
  }

  /** Starts a run, unless too many are on their way. */
  start(trade: AnsweredTrade): void {
    const { rules, telemetry } = this.#parts;
    if (this.#isClosed) return;
    if (this.#running.size >= rules.shadowRunsMax) {
      const name = 'quantbot_rollout_shadow_skipped_total';
      telemetry.emitMetric({ name, type: 'counter', value: 1 });
      return;
    }
    const run = this.#run(trade)
      .catch((cause: unknown) => {
        const message = `A comparison could not be kept: ${reasonOf(cause)}.`;
        telemetry.emitEvent({ level: 'error', name: 'rollout.shadow.failed', message });
      })
      .finally(() => {
        this.#running.delete(run);
      });
    this.#running.add(run);
  }

  /** Resolves when no run is on its way. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  /**
   * Starts no more, and waits for those on their way, each of which waits at most `shadowWaitMs`: the
   * comparison of a process that trades once would be lost otherwise.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.idle();
    await this.#adapter?.close?.();
  }

  async #run({ request, stub, store }: AnsweredTrade): Promise<void> {
    const { rules, clock, telemetry, nextTurn } = this.#parts;
    // To make the adapter and to claim a trade is work on the disk, and the caller waits for neither.
    await nextTurn();
    const startedAtMs = clock.nowMs();
    const real = await this.#rehearse(request);
    // Told before, and compared then; or ended by us, which says nothing of the real side.
    if (real.deduplicated === true || real.errorCode === 'EXECUTOR__CLOSED') return;
    const atMs = clock.nowMs();
    const key = request.idempotencyKey ?? real.idempotencyKey ?? stub.idempotencyKey ?? '';
    const record = compareShadow({
      request,
      key,
      stub,
      real,
      atMs,
      tookMs: Math.max(0, atMs - startedAtMs),
    });
    store.addShadow(record, rules.shadowRecordsMax);
    const labels = { side: record.side, code: record.real.errorCode ?? 'none' };
    const name = 'quantbot_rollout_shadow_trades_total';
    telemetry.emitMetric({ name, type: 'counter', value: 1, labels });
  }

  async #rehearse(request: AnyExecutionRequest): Promise<ExecutionResult> {
    try {
      this.#adapter ??= this.#parts.create();
      return await this.#adapter.execute({ ...request, waitMs: this.#parts.rules.shadowWaitMs });
    } catch (cause) {
      return faultResult(
        isExecutionError(cause)
          ? faultFromError(cause)
          : fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) }),
      );
    }
  }
}
