import { describe, expect, it } from 'vitest';

import { isThrottleCode, retryAfterMs } from './retryAfterMs.ts';

describe('retryAfterMs', () => {
  it.each([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'Retry-After': ' 30 ' }, 30_000],
    [{ 'retry-after': '0' }, 0],
  ])('reads %j', (headers, milliseconds) => {
    expect(retryAfterMs(headers)).toBe(milliseconds);
  });

  it.each([
    [{}],
    [{ 'retry-after': '' }],
    [{ 'retry-after': '-1' }],
    [{ 'retry-after': '1.5' }],
    [{ 'retry-after': '99999999' }],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }],
  ])('makes nothing of %j', (headers) => {
    expect(retryAfterMs(headers)).toBeUndefined();
  });
});

describe('isThrottleCode', () => {
  it.each([
    [-32_429, true],
    [-32_097, true],
    [429, true],
    [-32_005, false],
    [Number.NaN, false],
  ])('says of %i: %j', (code, isThrottle) => {
    expect(isThrottleCode(code)).toBe(isThrottle);
  });
});
