import { expect, it } from 'vitest';

import { plain, SIGNATURE } from '../testing/records.ts';
import { renderAdoption } from './renderAdoption.ts';

const ADOPTION = {
  number: 2,
  atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  by: 'ann',
  reason: 'the disk is lost',
  alsoAdopted: [],
};

it('shows who, when, why and up to where', () => {
  const text = plain(renderAdoption({ ...ADOPTION, newestSignature: SIGNATURE, newestSlot: '42' }));
  expect(text.split('\n')).toEqual([
    "✔ the wallet's history is adopted (adoption 2); what it signs from now on is compared again.",
    '  when (UTC)  2026-01-02 03:04:05',
    '  by          ann',
    '  reason      the disk is lost',
    '  up to slot  42',
    `  signature   ${SIGNATURE}`,
  ]);
});

it('says what is not final, and that nothing was there', () => {
  const text = plain(renderAdoption({ ...ADOPTION, alsoAdopted: ['a', 'b'] }));
  expect(text).toContain('not final   a, b');
  expect(text).toContain('up to slot  nothing that is final');
});
