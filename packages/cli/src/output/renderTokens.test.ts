import { expect, it } from 'vitest';

import { plain } from '../testing/records.ts';
import { renderNewToken, renderTokens, type ListedToken } from './renderTokens.ts';

const DAY_MS = 86_400_000;
const TOKEN: ListedToken = {
  id: '0123456789abcdef',
  name: 'console',
  scopes: ['read', 'control'],
  createdAtMs: 0,
};

it('shows a new token on a line of its own, so that a script can take it', () => {
  const [first, second] = plain(renderNewToken({ ...TOKEN, token: 'qbt_x' })).split('\n');
  expect(first).toBe('qbt_x');
  expect(second).toBe('console may read and control until it is revoked. It is shown this once.');
});

it('lists tokens with what has become of them', () => {
  const listed = [
    TOKEN,
    { ...TOKEN, expiresAtMs: 5 * DAY_MS },
    { ...TOKEN, expiresAtMs: DAY_MS },
    { ...TOKEN, revokedAtMs: DAY_MS },
  ];
  const lines = plain(renderTokens('f', listed, 2 * DAY_MS))
    .split('\n')
    .slice(1);
  expect(lines.map((line) => line.slice(line.indexOf('1970-01-01') + 12))).toEqual([
    'in force until it is revoked',
    'in force until 1970-01-06',
    'expired 1970-01-02',
    'revoked 1970-01-02',
  ]);
  expect(renderTokens('f', [], 0)).toBe('f has no tokens.');
});
