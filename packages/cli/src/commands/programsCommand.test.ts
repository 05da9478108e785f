import { expect, it } from 'vitest';

import { plain } from '../testing/records.ts';
import { exitCodeOfPrograms, renderPin } from './programsCommand.ts';

it('says which deployment is pinned, and by whose decision', () => {
  const pin = { program: 'P', identity: 'slot 7', atMs: 1, by: 'ann', reason: 'audited' };
  expect(plain(renderPin(pin))).toBe('✔ P is pinned as slot 7, by decision of ann: audited');
});

it('tells a script whether somebody has to look', () => {
  const sets = [
    ['pinned', 'unpinned'],
    ['pinned', 'unread'],
    ['unread', 'changed'],
  ] as const;
  const exits = sets.map((states) =>
    exitCodeOfPrograms(states.map((state) => ({ program: 'P', state }))),
  );
  expect(exits).toEqual([0, 4, 3]);
});
