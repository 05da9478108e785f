import { expect, it } from 'vitest';

import { stopwatch } from './stopwatch.ts';

it('runs and does not go back', () => {
  const watch = stopwatch();
  const first = watch.elapsedMs();
  expect(first).toBeGreaterThanOrEqual(0);
  expect(watch.elapsedMs()).toBeGreaterThanOrEqual(first);
});
