import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/**
 * What a step is for, and so when it goes: what brings a trade to its signature first, then what the
 * network has answered, and last what begins a trade.
 */
export type StepRank = (typeof STEP_RANKS)[number];

/** In the order in which they go. */
const STEP_RANKS = ['sign', 'read', 'begin'] as const;

/**
 * Runs the steps of trades that cost the thread most, a few milliseconds of them in each turn of the
 * event loop. A slot frees many tokens in the same moment; without this their next trades would be
 * built and approved in one go, and nobody would be answered meanwhile. New trades do not go through
 * it: they are claimed and answered in each turn, whatever waits here.
 */
export interface Turnstile {
  /**
   * Runs a step when its turn comes: by rank, and in the order of asking. What it throws rejects the
   * promise.
   */
  run<Value>(rank: StepRank, step: () => Value): Promise<Value>;
}

/** Milliseconds of steps after which the event loop has its turn. */
const TURN_MS_MAX = 4;

/** Turns of the microtask queue in which whoever waited for a step has gone on to its next wait. */
const TICKS = 32;

/** Makes one that nobody has asked yet. Those who wait are bounded by the open trades. */
export function createTurnstile({
  nextTurn,
  monotonicMs,
}: Pick<ExecutorPlatform, 'nextTurn' | 'monotonicMs'>): Turnstile {
  const waiting: Record<StepRank, Array<() => void>> = { sign: [], read: [], begin: [] };
  const next = (): (() => void) | undefined => {
    for (const rank of STEP_RANKS) {
      const step = waiting[rank].shift();
      if (step !== undefined) return step;
    }
    return undefined;
  };
  const isEmpty = (): boolean => STEP_RANKS.every((rank) => waiting[rank].length === 0);
  let isTurning = false;
  const turnOver = async (): Promise<void> => {
    while (!isEmpty()) {
      await nextTurn();
      const startedAtMs = monotonicMs();
      do {
        next()?.();
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
