import { afterEach, expect, it, vi } from 'vitest';

import { startSlotClock } from './startSlotClock.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('calls once a slot until it is stopped', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  let slots = 0;
  const clock = startSlotClock(100, () => {
    slots += 1;
  });
  vi.advanceTimersByTime(1_000);
  expect(slots).toBe(10);
  clock.stop();
  vi.advanceTimersByTime(1_000);
  expect(slots).toBe(10);
});
