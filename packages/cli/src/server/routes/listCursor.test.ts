import { expect, it } from 'vitest';

import { cursorOf, placeOf } from './listCursor.ts';

it('finds the place again that a page ended at', () => {
  const place = { createdAtMs: 1_795_832_867_282, row: 12 };
  expect(placeOf(cursorOf(place))).toEqual(place);
});

it.each(['', '1', '1-', '-1-2', '1-2-3', '1e3-2', `${'9'.repeat(16)}-1`, "1-1' OR 1=1"])(
  'refuses %o',
  (cursor) => {
    expect(placeOf(cursor)).toMatchObject({ code: 'SERVER__REQUEST_MALFORMED' });
  },
);
