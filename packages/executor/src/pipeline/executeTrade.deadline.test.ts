import { expect, it, vi } from 'vitest';

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

it('turns a buy away that has stood in line for longer than is left, where the rest would not do', async () => {
  const { run, clock, market, current, reserved, parts } = await createRetryScene();
  parts.preparationTimes.took(400);
  clock.now = FIXTURE_NOW_MS + 89_700;
  await run();
  expect(current()).toMatchObject({ status: 'denied', errorCode: 'DEADLINE__TOO_NEAR' });
  expect(current().result?.error).toContain(
    'Of its deadline of 90000 ms the trade has stood in line for all but 300 ms, and a trade takes ' +
      '400 ms to its signature now.',
  );
  expect([market.asked, reserved()]).toEqual([[], 0n]);
});

it.each([
  ['one that the rest does for', { tookMs: 300, stoodMs: 89_700 }, {}],
  ['one that has hardly waited, however short its deadline', { tookMs: 90_000, stoodMs: 1 }, {}],
  ['every sell', { tookMs: 400, stoodMs: 89_700 }, { side: 'sell' as const, amount: 1 }],
])('prepares %s', async (_which, { tookMs, stoodMs }, request) => {
  const { run, clock, market, parts } = await createRetryScene({ request, tokenUnits: 9_000_000n });
  parts.preparationTimes.took(tookMs);
  clock.now = FIXTURE_NOW_MS + stoodMs;
  await run();
  expect(market.asked).toHaveLength(1);
});

it('does not sign later because the wall clock was set back while it stood in line', async () => {
  const { run, clock, platform, market, current, parts } = await createRetryScene();
  expect(parts.deadlineClock.nowMs()).toBe(FIXTURE_NOW_MS);
  clock.now = FIXTURE_NOW_MS - 3_600_000;
  await platform.advance(90_000);
  await run();
  expect(current()).toMatchObject({ status: 'denied', errorCode: 'DEADLINE__EXPIRED' });
  expect(market.asked).toEqual([]);
});

it('does not sign when the deadline came while it was prepared, and the wall clock was set back then', async () => {
  const { run, clock, market, current, parts } = await createRetryScene();
  const { quote } = parts.venue;
  vi.spyOn(parts.venue, 'quote').mockImplementation(async (...asked) => {
    clock.now = FIXTURE_NOW_MS + 90_000;
    parts.deadlineClock.nowMs();
    clock.now = FIXTURE_NOW_MS;
    return quote(...asked);
  });
  await run();
  expect(market.asked).toHaveLength(1);
  expect(current()).toMatchObject({ status: 'denied', errorCode: 'DEADLINE__EXPIRED' });
  expect(current().attempts).toEqual([]);
});
