import { expect, it, vi } from 'vitest';

import { systemClock } from './systemClock.ts';

it('tells the wall time', () => {
  vi.useFakeTimers({ now: 1_234 });
  try {
    expect(systemClock.nowMs()).toBe(1_234);
  } finally {
    vi.useRealTimers();
  }
});
