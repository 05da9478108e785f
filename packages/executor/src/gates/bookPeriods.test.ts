import { expect, it } from 'vitest';

import { fixtureConfig } from '../testing/fixtureConfig.ts';
import { FIXTURE_NOW_MS } from '../testing/journalFixtures.ts';
import { fixtureLimits } from '../testing/snapshotFixtures.ts';
import { bookPeriodsOf } from './bookPeriods.ts';

it('counts from the begin of the day and of the window that ends now', () => {
  const limits = fixtureLimits({ ordersMax: 3, orderWindowMs: 5_000 });
  expect(bookPeriodsOf({ ...fixtureConfig(), limits })).toEqual({
    dayStartMs: Math.floor(FIXTURE_NOW_MS / 86_400_000) * 86_400_000,
    ordersSinceMs: FIXTURE_NOW_MS - 5_000,
  });
});

it('counts no orders where none are limited: every claim would cost what a minute has seen', () => {
  for (const limits of [undefined, fixtureLimits({ orderWindowMs: 5_000 })]) {
    const { ordersSinceMs } = bookPeriodsOf({ ...fixtureConfig(), limits });
    expect(ordersSinceMs).toBeGreaterThan(FIXTURE_NOW_MS);
  }
});

it('takes the day of the zone that limits name', () => {
  const limits = {
    tradeLamportsMax: 1n,
    solReserveLamportsMin: 0n,
    openTradesMax: 1,
    dailyLossLamportsMax: 1n,
    riskTimeZone: 'Asia/Kathmandu',
  };
  const { dayStartMs } = bookPeriodsOf(fixtureConfig({ limits }));
  expect(new Date(dayStartMs).toISOString()).toMatch(/T18:15:00\.000Z$/u);
});
