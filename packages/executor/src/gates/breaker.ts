import {
  breakerAfterFailure,
  breakerAfterSuccess,
  breakerWaitMs,
  CLOSED_BREAKER,
  DEFAULT_BREAKER_RULES,
  fault,
  type BreakerState,
  type Fault,
} from '@quantbot/core';

import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** Stops trading when trades keep failing on chain. */
export interface Breaker {
  /** The refusal that holds now, if any. */
  check(): Fault | undefined;
  /** Counts how a trade ended. Denials of ours count nowhere. */
  observe(before: TradeRecord, after: TradeRecord): void;
}

/** Makes a closed breaker. Its waiting time runs on a clock that never goes back. */
export function createBreaker(
  maxConsecutiveFailures: number,
  platform: Pick<ExecutorPlatform, 'monotonicMs'>,
): Breaker {
  const rules = { ...DEFAULT_BREAKER_RULES, maxConsecutiveFailures };
  let state: BreakerState = CLOSED_BREAKER;
  return {
    check: () => {
      const retryAfterMs = Math.ceil(breakerWaitMs(state, rules, platform.monotonicMs()));
      if (retryAfterMs === 0) return undefined;
      const { consecutiveFailures } = state;
      return fault('BREAKER__OPEN', { consecutiveFailures, retryAfterMs });
    },
    observe: (before, after) => {
      if (before.status === after.status) return;
      if (after.status === 'settling') state = breakerAfterSuccess();
      if (after.status === 'failed') {
        state = breakerAfterFailure(state, rules, platform.monotonicMs());
      }
    },
  };
}
