import type { ClockPort } from '@quantbot/core';

/** The machine's wall clock. */
export const systemClock: ClockPort = { nowMs: () => Date.now() };
