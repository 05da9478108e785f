import { expect, it } from 'vitest';

import { systemClock } from './systemClock.ts';

it('reads the wall clock in milliseconds', () => {
  const before = Date.now();
  const nowMs = systemClock.nowMs();
  expect(nowMs).toBeGreaterThanOrEqual(before);
  expect(nowMs).toBeLessThanOrEqual(Date.now());
});
