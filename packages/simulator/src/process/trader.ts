import { isExecutionError, type AnyExecutionRequest, type ExecutionResult } from '@quantbot/core';
import type { ExecutionAdapter } from '@quantbot/executor';

import type { VirtualTime } from '../time/virtualTime.ts';
import type { StopPlan } from '../schedule/schedule.ts';
import { createLife, type Life } from './life.ts';

/** One wallet's process, started again whenever it has stopped. */
export interface Trader {
  /**
   * Asks the process that runs now, or the next one.
   *
   * @returns the answer, `undefined` when the process stopped before there was one, or its disk had
   * failed.
   */
  ask<Answer>(
    question: (adapter: ExecutionAdapter) => Promise<Answer>,
  ): Promise<Answer | undefined>;
  execute(request: AnyExecutionRequest): Promise<ExecutionResult | undefined>;
  /** Whether the disk of the process that runs now has failed: it will stop. */
  hasBrokenDisk(): boolean;
  /** Kills the process that runs now; the next one starts as after any other stop. */
  kill(): void;
  /** Ends the process for good and in order. */
  close(): Promise<void>;
}

/** How processes of a wallet come and go. */
export interface TraderOptions {
  readonly time: VirtualTime;
  readonly startsAtMs: number;
  readonly stops: readonly StopPlan[];
  /** From here on no process is stopped, milliseconds. */
  readonly quietFromMs: number;
  readonly resumesAtStart: boolean;
  /** Starts the executor of one life. */
  readonly start: (life: Life) => ExecutionAdapter;
  /** Told when a process stops, and where. */
  readonly stopped: (point: string) => void;
  /** Told when the disk of a process fails. */
  readonly diskFailed: () => void;
}

interface Running {
  readonly life: Life;
  readonly adapter: ExecutionAdapter;
}

/** Makes a trader and has its first process start in its time. */
export function createTrader(options: TraderOptions): Trader {
  const { time, stops, resumesAtStart } = options;
  let next = Promise.withResolvers<Running>();
  let lives = 0;
  let current: Life | undefined;
  const begin = (): void => {
    const plan = stops[lives];
    lives += 1;
    const life: Life = createLife(stopsAt(options, plan, () => life));
    current = life;
    const adapter = options.start(life);
    life.onStop(() => {
      next = Promise.withResolvers();
      time.after(plan?.pauseMs ?? 0, begin);
    });
    next.resolve({ life, adapter });
    if (resumesAtStart) adapter.resume().catch(() => undefined);
  };
  time.after(options.startsAtMs, begin);
  const ask: Trader['ask'] = async (question) => {
    const { life, adapter } = await next.promise;
    if (life.isOver()) return undefined;
    const stop = Promise.withResolvers<undefined>();
    life.onStop(() => {
      stop.resolve(undefined);
    });
    const answer = question(adapter).catch((cause: unknown) => {
      if (life.diskFailure() === undefined || !isJournalUnavailable(cause)) throw cause;
      return undefined;
    });
    return Promise.race([life.lasting(answer), stop.promise]);
  };
  return {
    ask,
    execute: async (request) => ask(async (adapter) => adapter.execute(request)),
    hasBrokenDisk: () => current?.diskFailure() !== undefined && !current.isOver(),
    kill: () => {
      if (current === undefined || current.isOver()) return;
      options.stopped('kill');
      current.stop();
    },
    close: async () => {
      const { adapter } = await next.promise;
      await adapter.close();
    },
  };
}

function stopsAt(
  { time, quietFromMs, stopped, diskFailed }: TraderOptions,
  plan: StopPlan | undefined,
  lifeOf: () => Life,
): (point: string) => boolean {
  if (plan === undefined) return () => false;
  let passed = 0;
  return (point) => {
    if (!point.startsWith(plan.point) || time.nowMs() >= quietFromMs) return false;
    passed += 1;
    if (passed !== plan.nth) return false;
    if (plan.diskFails === undefined) {
      stopped(point);
      return true;
    }
    const life = lifeOf();
    diskFailed();
    life.breakDisk(plan.diskFails.how);
    time.after(plan.diskFails.lastsMs, () => {
      if (life.isOver()) return;
      stopped('disk failed');
      life.stop();
    });
    return false;
  };
}

/** What a process whose disk has failed may say to whatever it is asked. */
function isJournalUnavailable(cause: unknown): boolean {
  return isExecutionError(cause) && cause.code === 'JOURNAL__UNAVAILABLE';
}
