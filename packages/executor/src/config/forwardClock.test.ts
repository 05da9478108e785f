import { describe, expect, it } from 'vitest';

import { createForwardClock } from './forwardClock.ts';

function setUp() {
  const time = { wallMs: 1_000_000, monotonicMs: 50 };
  const platform = { monotonicMs: () => time.monotonicMs };
  const clock = createForwardClock({ nowMs: () => time.wallMs }, platform);
  const pass = (milliseconds: number): void => {
    time.wallMs += milliseconds;
    time.monotonicMs += milliseconds;
  };
  return { time, clock, pass };
}

describe('a clock that never goes back', () => {
  it('is the wall clock, also where that stands still or is set forward', () => {
    const { time, clock, pass } = setUp();
    expect(clock.nowMs()).toBe(1_000_000);
    time.monotonicMs += 500;
    expect(clock.nowMs()).toBe(1_000_000);
    time.wallMs += 3_600_000;
    expect(clock.nowMs()).toBe(4_600_000);
    pass(10);
    expect(clock.nowMs()).toBe(4_600_010);
  });

  it('goes on from where the wall clock was set back, until that has caught up', () => {
    const { time, clock, pass } = setUp();
    expect(clock.nowMs()).toBe(1_000_000);
    time.wallMs -= 10_000;
    expect(clock.nowMs()).toBe(1_000_000);
    pass(9_999);
    expect(clock.nowMs()).toBe(1_009_999);
    // Back again, behind where it was set back to.
    time.wallMs -= 20_000;
    pass(1);
    expect(clock.nowMs()).toBe(1_010_000);
    time.wallMs = 1_010_000;
    expect(clock.nowMs()).toBe(1_010_000);
    pass(7);
    expect(clock.nowMs()).toBe(1_010_007);
  });

  it('loses nothing to rounding, however often it is asked', () => {
    const { time, clock } = setUp();
    clock.nowMs();
    time.wallMs -= 60_000;
    for (let read = 0; read < 1_000; read += 1) {
      time.monotonicMs += 0.25;
      clock.nowMs();
    }
    expect(clock.nowMs()).toBe(1_000_250);
  });

  it('is not before what has been, and goes on from there', () => {
    const { time, clock, pass } = setUp();
    clock.notBefore(999_000);
    expect(clock.nowMs()).toBe(1_000_000);
    clock.notBefore(1_005_000);
    expect(clock.nowMs()).toBe(1_005_000);
    pass(1_000);
    expect(clock.nowMs()).toBe(1_006_000);
    time.wallMs = 2_000_000;
    expect(clock.nowMs()).toBe(2_000_000);
  });
});
