import { expect, it } from 'vitest';

import { FIXTURE_NOW_MS } from '../testing/journalFixtures.ts';
import { createRetryScene } from '../testing/retryScene.ts';

it('prepares nothing for a trade whose deadline came while it stood in line', async () => {
  const { run, clock, market, current, reserved } = await createRetryScene();
  clock.now = FIXTURE_NOW_MS + 90_000;
  await run();
  expect(current()).toMatchObject({ status: 'denied', errorCode: 'DEADLINE__EXPIRED' });
  expect([market.asked, reserved()]).toEqual([[], 0n]);
});

it('prepares in the last millisecond before the deadline', async () => {
  const { run, clock, market } = await createRetryScene();
  clock.now = FIXTURE_NOW_MS + 89_999;
  await run();
  expect(market.asked).toHaveLength(1);
});
