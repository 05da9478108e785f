import { expect, it } from 'vitest';

import { shorten } from './shorten.ts';

it('keeps what is short and cuts the middle out of what is long', () => {
  expect(shorten('entry-4711')).toBe('entry-4711');
  expect(shorten('7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU')).toBe('7xKX…gAsU');
  expect(shorten('abcdefghijklmnopq', 6)).toBe('abcdef…lmnopq');
});
