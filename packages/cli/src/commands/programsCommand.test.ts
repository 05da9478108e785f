import { expect, it } from 'vitest';

import { plain } from '../testing/records.ts';
import { renderPin } from './programsCommand.ts';

it('says which deployment is pinned, and by whose decision', () => {
  const pin = { program: 'P', identity: 'slot 7', atMs: 1, by: 'ann', reason: 'audited' };
  expect(plain(renderPin(pin))).toBe('✔ P is pinned as slot 7, by decision of ann: audited');
});
