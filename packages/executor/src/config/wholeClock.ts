import { ExecutionError, type ClockPort } from '@quantbot/core';

/** Farthest from the Unix epoch that a date can be, milliseconds (ECMAScript time range). */
const DATE_MS_MAX = 8_640_000_000_000_000;

/**
 * Takes whole milliseconds from a clock: a fraction, as `performance.timeOrigin + performance.now()`
 * has one, is no time that the journal keeps. Where the clock gives no time at all, the last one
 * stands still.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID` at a reading that is no time, when there was none
 * before.
 */
export function wholeClock(clock: ClockPort): ClockPort {
  let last: number | undefined;
  return {
    nowMs: () => {
      const givenMs = clock.nowMs();
      const wholeMs = Math.floor(givenMs);
      if (Math.abs(wholeMs) <= DATE_MS_MAX) last = wholeMs;
      if (last !== undefined) return last;
      throw new ExecutionError('CONFIG__FIELD_INVALID', {
        source: 'The clock',
        problems: [`nowMs() gives ${String(givenMs)}, which is no time in milliseconds`],
      });
    },
  };
}
