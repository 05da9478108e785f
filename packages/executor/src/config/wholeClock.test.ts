import { expect, it } from 'vitest';

import { wholeClock } from './wholeClock.ts';

function clockOf(...readings: readonly number[]) {
  const left = [...readings];
  return wholeClock({ nowMs: () => left.shift() ?? Number.NaN });
}

it('rounds a fraction down, before the epoch as well', () => {
  const clock = clockOf(1_000.75, -0.5, 7);
  expect([clock.nowMs(), clock.nowMs(), clock.nowMs()]).toEqual([1_000, -1, 7]);
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 8.64e15 + 1])(
  'stands still where the clock gives %d, and goes on with the next time',
  (nothing) => {
    const clock = clockOf(1_000, nothing, 1_001, 8.64e15);
    expect([clock.nowMs(), clock.nowMs(), clock.nowMs(), clock.nowMs()]).toEqual([
      1_000, 1_000, 1_001, 8.64e15,
    ]);
  },
);

it('refuses a clock that has never given a time', () => {
  const clock = clockOf(Number.NaN, 5);
  expect(() => clock.nowMs()).toThrow(
    expect.objectContaining({
      code: 'CONFIG__FIELD_INVALID',
      message: expect.stringContaining('NaN'),
    }),
  );
  expect(clock.nowMs()).toBe(5);
});
