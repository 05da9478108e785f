import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';
import type { ExecutionAdapter } from '@quantbot/executor';

import type { VirtualTime } from '../time/virtualTime.ts';
import type { StopPlan } from '../schedule/schedule.ts';
import { createLife, type Life } from './life.ts';

/** One wallet's process, started again whenever it has stopped. */
export interface Trader {
  /**
   * Asks the process that runs now, or the next one.
   *
   * @returns the answer, `undefined` when the process stopped before there was one.
   */
  ask<Answer>(
    question: (adapter: ExecutionAdapter) => Promise<Answer>,
  ): Promise<Answer | undefined>;
  execute(request: AnyExecutionRequest): Promise<ExecutionResult | undefined>;
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
    const life = createLife(stopsAt(options, plan));
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
    return Promise.race([life.lasting(question(adapter)), stop.promise]);
  };
  return {
    ask,
    execute: async (request) => ask(async (adapter) => adapter.execute(request)),
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
  { time, quietFromMs, stopped }: TraderOptions,
  plan: StopPlan | undefined,
): (point: string) => boolean {
  if (plan === undefined) return () => false;
  let passed = 0;
  return (point) => {
    if (!point.startsWith(plan.point) || time.nowMs() >= quietFromMs) return false;
    passed += 1;
    if (passed !== plan.nth) return false;
    stopped(point);
    return true;
  };
}
