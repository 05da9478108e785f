import { expect, it } from 'vitest';

import { dateOf, isoOf, utcBrief, utcText, utcTime, utcTimeExact } from './utcText.ts';

const AT = Date.UTC(2026, 10, 28, 2, 31, 5, 120);

it('writes moments in UTC', () => {
  expect(utcTime(AT)).toBe('02:31:05');
  expect(utcTimeExact(AT)).toBe('02:31:05.120');
  expect(utcText(AT)).toBe('2026-11-28 02:31:05 UTC');
  expect(isoOf(AT)).toBe('2026-11-28T02:31:05.120Z');
  expect(dateOf(AT).getTime()).toBe(AT);
});

it('names the day of any other day', () => {
  expect(utcBrief(AT, AT + 3_600_000)).toBe('02:31:05');
  expect(utcBrief(AT, AT + 86_400_000)).toBe('11-28 02:31');
});
