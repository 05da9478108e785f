import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** How many calls an endpoint still takes now. */
export interface RateBudget {
  /** Milliseconds until the next call is inside the budget; 0 when it is now. */
  waitMs(): number;
  /** Counts one call, whether or not there was budget for it. */
  spend(): void;
  /** Calls that are inside the budget now. */
  left(): number;
}

const WINDOW_MS = 1_000;

/**
 * Makes a budget that holds in every window of one second, not only on average: the n-th call
 * before the next one lies a whole second back. So it is never more than the endpoint's own count.
 *
 * @param perSecondMax - Calls a second, at least 1.
 */
export function createRateBudget(
  platform: Pick<ExecutorPlatform, 'monotonicMs'>,
  perSecondMax: number,
): RateBudget {
  const spentAtMs = new Float64Array(perSecondMax).fill(-Infinity);
  let oldest = 0;
  const waitMs = (): number =>
    Math.max(0, (spentAtMs[oldest] ?? -Infinity) + WINDOW_MS - platform.monotonicMs());
  return {
    waitMs,
    spend: () => {
      spentAtMs[oldest] = platform.monotonicMs();
      oldest = (oldest + 1) % perSecondMax;
    },
    left: () => {
      const begin = platform.monotonicMs() - WINDOW_MS;
      // From the oldest on they only get younger, so that half of what is left can be ruled out.
      let [least, most] = [0, perSecondMax];
      while (least < most) {
        const middle = (least + most) >>> 1;
        const atMs = spentAtMs[(oldest + middle) % perSecondMax] ?? -Infinity;
        if (atMs <= begin) least = middle + 1;
        else most = middle;
      }
      return least;
    },
  };
}
