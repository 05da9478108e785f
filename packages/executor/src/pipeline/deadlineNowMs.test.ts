import { expect, it } from 'vitest';

import { createForwardClock } from '../config/forwardClock.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { deadlineNowMs } from './deadlineNowMs.ts';

it('has come to the deadline of what lapsed at least, and is the time for all others', () => {
  const clock = { nowMs: () => 1_000 };
  const deadlineClock = createForwardClock(clock, createFakePlatform());
  const parts = { deadlineClock, lapsed: new Set(['lapsed']) };
  expect(deadlineNowMs(parts, { tradeId: 'lapsed', deadlineAtMs: 5_000 })).toBe(5_000);
  expect(deadlineNowMs(parts, { tradeId: 'lapsed', deadlineAtMs: 500 })).toBe(1_000);
  expect(deadlineNowMs(parts, { tradeId: 'other', deadlineAtMs: 5_000 })).toBe(1_000);
});
