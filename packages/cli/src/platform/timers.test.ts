import { expect, it } from 'vitest';

import { systemTimers } from './timers.ts';

it('sleeps as long as it was told, or until it is told otherwise', async () => {
  const before = systemTimers.monotonicMs();
  await systemTimers.sleep(5, new AbortController().signal);
  expect(systemTimers.monotonicMs() - before).toBeGreaterThanOrEqual(4);
  const abort = new AbortController();
  const sleeping = systemTimers.sleep(60_000, abort.signal);
  abort.abort();
  await sleeping;
  await systemTimers.sleep(60_000, abort.signal);
});
