import type { ClockPort } from '@quantbot/core';

/** A clock that a test moves. */
export interface ManualClock extends ClockPort {
  advance(milliseconds: number): void;
}

/** Makes a clock that stands still until it is moved. */
export function createManualClock(startMs = 1_700_000_000_000): ManualClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance(milliseconds) {
      nowMs += milliseconds;
    },
  };
}
