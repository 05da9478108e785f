import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** What a step is for: what is nearer to its signature goes first. */
export type StepRank = 'begin' | 'sign';

/**
 * Runs the steps of trades that cost the thread most, a few milliseconds of them in each turn of the
 * event loop. A slot frees many tokens in the same moment; without this their next trades would be
 * built and approved in one go, and nobody would be answered meanwhile.
 */
export interface Turnstile {
  /**
   * Runs a step when its turn comes: in the order of asking, and those that begin a trade behind
   * those that bring one to its signature. What it throws rejects the promise.
   */
  run<Value>(rank: StepRank, step: () => Value): Promise<Value>;
}

/** Milliseconds of steps after which the event loop has its turn. */
const TURN_MS_MAX = 4;

/** Turns of the microtask queue in which whoever waited for a step has gone on to its next wait. */
const TICKS = 8;

/** Makes one that nobody has asked yet. Those who wait are bounded by the open trades. */
export function createTurnstile({
  nextTurn,
  monotonicMs,
}: Pick<ExecutorPlatform, 'nextTurn' | 'monotonicMs'>): Turnstile {
  const waiting: Record<StepRank, Array<() => void>> = { sign: [], begin: [] };
  const isEmpty = (): boolean => waiting.sign.length + waiting.begin.length === 0;
  let isTurning = false;
  const turnOver = async (): Promise<void> => {
    while (!isEmpty()) {
      await nextTurn();
      const startedAtMs = monotonicMs();
      do {
        (waiting.sign.shift() ?? waiting.begin.shift())?.();
        // What follows from a step at once is part of the turn.
        for (let tick = 0; tick < TICKS; tick += 1) await Promise.resolve();
      } while (!isEmpty() && monotonicMs() - startedAtMs < TURN_MS_MAX);
    }
    isTurning = false;
  };
  return {
    run: async <Value>(rank: StepRank, step: () => Value) => {
      const { promise, resolve, reject } = Promise.withResolvers<Value>();
      waiting[rank].push(() => {
        try {
          resolve(step());
        } catch (cause) {
          reject(cause);
        }
      });
      if (!isTurning) {
        isTurning = true;
        void turnOver();
      }
      return promise;
    },
  };
}
