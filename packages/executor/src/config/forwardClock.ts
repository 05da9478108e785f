import type { ClockPort } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** Wall time that never goes back: what deadlines are reckoned by. */
export interface ForwardClock extends ClockPort {
  /** Tells of a time that has been: it cannot be earlier than that now. */
  notBefore(wallMs: number): void;
}

interface Reading {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/**
 * Makes a clock that goes by the machine's wall clock, and on by its monotonic one from where that
 * was set back until it has caught up. A deadline forbids; a clock that is set back must not permit.
 */
export function createForwardClock(
  clock: ClockPort,
  { monotonicMs }: Pick<ExecutorPlatform, 'monotonicMs'>,
): ForwardClock {
  let last: Reading | undefined;
  let wasSetBack = false;
  const read = (): number => {
    const nowMs = monotonicMs();
    const wallMs = clock.nowMs();
    if (last !== undefined && wallMs < last.wallMs) wasSetBack = true;
    if (last !== undefined && wasSetBack) {
      const goneOnMs = last.wallMs + Math.max(0, Math.floor(nowMs - last.monotonicMs));
      // From the same reading on, or what is rounded down each time would never come to anything.
      if (wallMs < goneOnMs) return goneOnMs;
      wasSetBack = false;
    }
    last = { wallMs, monotonicMs: nowMs };
    return wallMs;
  };
  return {
    nowMs: read,
    notBefore: (wallMs) => {
      if (read() >= wallMs) return;
      last = { wallMs, monotonicMs: monotonicMs() };
      wasSetBack = true;
    },
  };
}
