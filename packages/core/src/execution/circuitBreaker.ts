/** What the breaker remembers. */
export type BreakerState =
  | { readonly kind: 'closed'; readonly consecutiveFailures: number }
  | {
      readonly kind: 'open';
      readonly consecutiveFailures: number;
      /** Reading of the clock at the failure that opened it, milliseconds. */
      readonly openedAtMs: number;
    };

/** Settings of the breaker. */
export interface BreakerRules {
  /** Consecutive failures that open it. @defaultValue 5 */
  readonly maxConsecutiveFailures: number;
  /** Milliseconds after which one trade is let through again. @defaultValue 60 000 */
  readonly resetAfterMs: number;
}

/** Settings that the first version of the port shipped with. */
export const DEFAULT_BREAKER_RULES: BreakerRules = {
  maxConsecutiveFailures: 5,
  resetAfterMs: 60_000,
};

/** A breaker that has seen nothing. */
export const CLOSED_BREAKER: BreakerState = { kind: 'closed', consecutiveFailures: 0 };

/**
 * Milliseconds until the breaker lets a trade through, 0 when it does now.
 *
 * @param nowMs - Reading of the clock that `openedAtMs` came from.
 */
export function breakerWaitMs(state: BreakerState, rules: BreakerRules, nowMs: number): number {
  if (state.kind === 'closed') return 0;
  return Math.max(0, state.openedAtMs + rules.resetAfterMs - nowMs);
}

/** State after a trade failed. A failure while open starts the waiting time anew. */
export function breakerAfterFailure(
  state: BreakerState,
  rules: BreakerRules,
  nowMs: number,
): BreakerState {
  const consecutiveFailures = state.consecutiveFailures + 1;
  return consecutiveFailures >= rules.maxConsecutiveFailures
    ? { kind: 'open', consecutiveFailures, openedAtMs: nowMs }
    : { kind: 'closed', consecutiveFailures };
}

/** State after a trade succeeded. */
export function breakerAfterSuccess(): BreakerState {
  return CLOSED_BREAKER;
}
