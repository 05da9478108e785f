import { ERROR_CODES } from '@quantbot/core';
import { expect, it } from 'vitest';

import { nearestTexts } from './nearestTexts.ts';

it.each([
  ['CONFIRM__OUTCOME_UNKNWON', 'CONFIRM__OUTCOME_UNKNOWN'],
  ['OUTCOME_UNKNOWN', 'CONFIRM__OUTCOME_UNKNOWN'],
  ['BREAKER_OPEN', 'BREAKER__OPEN'],
  ['PRICE_MOVED', 'PRICE__MOVED'],
])('finds for %s first %s', (typed, nearest) => {
  expect(nearestTexts(typed, ERROR_CODES)[0]).toBe(nearest);
});

it('answers few, and nothing for what is like none', () => {
  expect(nearestTexts('WALLET', ERROR_CODES).length).toBe(5);
  expect(nearestTexts('', ERROR_CODES)).toEqual([]);
  expect(nearestTexts('ZZZZZZZZZZZZ', ERROR_CODES)).toEqual([]);
});
