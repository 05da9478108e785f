import { stripVTControlCharacters } from 'node:util';

import { expect, it } from 'vitest';

import { renderFinding, renderTotals } from './renderFinding.ts';

const plain = stripVTControlCharacters;

it('writes the verdict in a sign and a word, and what to do below', () => {
  const written = renderFinding({
    area: 'node',
    subject: 'https://one.example',
    verdict: 'fail',
    found: 'does not answer',
    next: 'Check the address.',
  });
  expect(plain(written)).toBe(
    '✘ FAIL node          https://one.example: does not answer\n    → Check the address.',
  );
});

it('writes one without a subject', () => {
  const written = renderFinding({ area: 'clock', subject: '', verdict: 'ok', found: 'right' });
  expect(plain(written)).toBe('✔ ok   clock         right');
});

it.each([
  [{ ok: 3, warn: 0, fail: 0 }, 'Ready: 3 ok, 0 to look at, 0 to mend.'],
  [{ ok: 2, warn: 1, fail: 0 }, 'Ready, with reservations: 2 ok, 1 to look at, 0 to mend.'],
  [{ ok: 1, warn: 1, fail: 1 }, 'Not ready: 1 ok, 1 to look at, 1 to mend.'],
])('sums up %j', (totals, words) => {
  expect(plain(renderTotals(totals))).toBe(words);
});
