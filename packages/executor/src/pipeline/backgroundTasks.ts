import { reasonOf } from '@quantbot/core';

import type { ExecutorTelemetry } from './executorTelemetry.ts';

/** Work that goes on after its caller has been answered. */
export interface BackgroundTasks {
  /** Starts work. What goes wrong in it is reported, never lost. */
  run(label: string, work: () => Promise<void>): void;
  /** Resolves when nothing is running any more. */
  idle(): Promise<void>;
}

/**
 * Makes the keeper of background work.
 *
 * @param closing - Once aborted, work that ends because of it is not reported.
 */
export function createBackgroundTasks(
  telemetry: ExecutorTelemetry,
  closing: AbortSignal,
): BackgroundTasks {
  const running = new Set<Promise<void>>();
  const guarded = async (label: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (cause) {
      if (closing.aborted) return;
      const message = `${label} stopped: ${reasonOf(cause)}`;
      telemetry.event('error', 'execution.background.failed', { message });
    }
  };
  return {
    run: (label, work) => {
      const task = guarded(label, work).finally(() => running.delete(task));
      running.add(task);
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
