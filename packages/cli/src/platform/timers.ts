import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';

/** Waiting, and the time it takes. */
export interface Timers {
  monotonicMs(): number;
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Timers of the machine. They keep no process alive. */
export const systemTimers: Timers = {
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, { signal, ref: false });
    } catch (cause) {
      if (!signal.aborted) throw cause;
    }
  },
};

/** Resolves once everything that waits for its turn has had it. */
export async function nextTurn(): Promise<void> {
  await turn();
}
