import { expect, it } from 'vitest';

import { plain } from '../testing/records.ts';
import { renderPrograms } from './renderPrograms.ts';

const pin = { program: 'P', identity: 'slot 7', atMs: 0, by: 'ann', reason: 'audited' };
const first = { program: 'P', identity: 'slot 6', atMs: 0 };

it('says what is pinned, since when and by whom, and what runs where that is another one', () => {
  const text = renderPrograms([
    { program: 'P', state: 'pinned', pin, found: 'slot 7' },
    { program: 'P', state: 'changed', pin: first, found: 'slot 7' },
    { program: 'P', state: 'unpinned', found: 'slot 7' },
    { program: 'P', state: 'unread', problem: 'away' },
  ]);
  expect(plain(text).split('\n')).toEqual([
    '✔ P pinned',
    '    pinned  slot 7, since 1970-01-01T00:00:00.000Z by decision of ann: audited',
    '✖ P changed',
    '    pinned  slot 6, since 1970-01-01T00:00:00.000Z',
    '    runs    slot 7',
    '· P unpinned',
    '    pinned  nothing yet',
    '    runs    slot 7',
    '? P unread',
    '    pinned  nothing yet',
    '    away',
  ]);
});
