import { describe, expect, it } from 'vitest';

import { createRiskDay, isTimeZone } from './riskDay.ts';

const HOUR_MS = 3_600_000;

describe('createRiskDay', () => {
  it.each([
    ['UTC', '2026-03-29T23:59:59.999Z', '2026-03-29T00:00:00Z'],
    ['UTC', '2026-03-30T00:00:00.000Z', '2026-03-30T00:00:00Z'],
    ['Europe/Zurich', '2026-01-15T22:59:59.999Z', '2026-01-14T23:00:00Z'],
    ['Europe/Zurich', '2026-01-15T23:00:00.000Z', '2026-01-15T23:00:00Z'],
    // The clocks go forward at two: the day has 23 hours.
    ['Europe/Zurich', '2026-03-29T21:59:59.999Z', '2026-03-28T23:00:00Z'],
    ['Europe/Zurich', '2026-03-29T22:00:00.000Z', '2026-03-29T22:00:00Z'],
    // The clocks go back at three: the day has 25 hours.
    ['Europe/Zurich', '2026-10-25T22:59:59.999Z', '2026-10-24T22:00:00Z'],
    ['Asia/Kathmandu', '2026-06-01T18:14:59.999Z', '2026-05-31T18:15:00Z'],
    ['Asia/Kathmandu', '2026-06-01T18:15:00.000Z', '2026-06-01T18:15:00Z'],
  ])('of %s knows that at %s the day began at %s', (zone, now, start) => {
    expect(new Date(createRiskDay(zone)(Date.parse(now))).toISOString()).toBe(
      new Date(start).toISOString(),
    );
  });

  it('answers the same whatever it was asked before', () => {
    const day = createRiskDay('America/New_York');
    const start = Date.parse('2026-11-01T04:00:00Z');
    for (let hour = -30; hour < 60; hour += 1) {
      const now = start + hour * HOUR_MS;
      expect(day(now)).toBe(createRiskDay('America/New_York')(now));
    }
  });
});

it('knows what is a time zone', () => {
  expect(['UTC', 'Europe/Zurich', 'America/New_York'].every(isTimeZone)).toBe(true);
  expect(['', 'Zurich', 'Europe/Atlantis'].some(isTimeZone)).toBe(false);
});
