import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  breakerAfterFailure,
  breakerAfterSuccess,
  breakerWaitMs,
  CLOSED_BREAKER,
  DEFAULT_BREAKER_RULES,
  type BreakerState,
} from './circuitBreaker.ts';

const RULES = DEFAULT_BREAKER_RULES;

function afterFailures(count: number, nowMs: number): BreakerState {
  let state = CLOSED_BREAKER;
  for (let index = 0; index < count; index += 1) state = breakerAfterFailure(state, RULES, nowMs);
  return state;
}

describe('the breaker', () => {
  it('stays closed below the limit', () => {
    expect(afterFailures(4, 1_000)).toEqual({ kind: 'closed', consecutiveFailures: 4 });
    expect(breakerWaitMs(afterFailures(4, 1_000), RULES, 1_000)).toBe(0);
  });

  it('opens at the limit and waits a minute', () => {
    const open = afterFailures(5, 1_000);
    expect(open).toEqual({ kind: 'open', consecutiveFailures: 5, openedAtMs: 1_000 });
    expect(breakerWaitMs(open, RULES, 1_000)).toBe(60_000);
    expect(breakerWaitMs(open, RULES, 60_999)).toBe(1);
    expect(breakerWaitMs(open, RULES, 61_000)).toBe(0);
    expect(breakerWaitMs(open, RULES, 999_999)).toBe(0);
  });

  it('waits anew after a failure while open', () => {
    const again = breakerAfterFailure(afterFailures(5, 1_000), RULES, 61_000);
    expect(again).toEqual({ kind: 'open', consecutiveFailures: 6, openedAtMs: 61_000 });
  });

  it('forgets failures after a success', () => {
    expect(breakerAfterSuccess()).toEqual({ kind: 'closed', consecutiveFailures: 0 });
  });

  it('for all runs of outcomes, is open exactly when the last five or more failed', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (outcomes) => {
        let state = CLOSED_BREAKER;
        let failedInARow = 0;
        for (const success of outcomes) {
          state = success ? breakerAfterSuccess() : breakerAfterFailure(state, RULES, 0);
          failedInARow = success ? 0 : failedInARow + 1;
          expect(state.kind === 'open').toBe(failedInARow >= RULES.maxConsecutiveFailures);
          expect(state.consecutiveFailures).toBe(failedInARow);
        }
      }),
    );
  });
});
