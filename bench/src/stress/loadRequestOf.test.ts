import { expect, it } from 'vitest';

import { loadRequestOf } from './loadRequestOf.ts';

const PLAN = {
  url: 'http://127.0.0.1:1',
  token: 'qb_none',
  requestsPerSecond: 200,
  seconds: 1,
  mints: ['one', 'two', 'three'],
  deadlineMs: 3_000,
};

it('spreads requests evenly and never asks for the same trade twice', () => {
  const requests = Array.from({ length: 200 }, (_one, index) => loadRequestOf(PLAN, index));
  expect(requests.map(({ dueMs }) => dueMs)).toEqual(requests.map((_one, index) => index * 5));
  expect(new Set(requests.map(({ key }) => key)).size).toBe(200);
  expect(new Set(requests.map(({ body }) => body)).size).toBe(200);
});

it('takes the tokens in turn', () => {
  const tokens = [0, 1, 2, 3].map(
    (index) =>
      (JSON.parse(loadRequestOf(PLAN, index).body) as { tokenAddress: string }).tokenAddress,
  );
  expect(tokens).toEqual(['one', 'two', 'three', 'one']);
});
