import { expect, it } from 'vitest';

import { judgeServerLoad, measureLoad, percentile, type DrainedLoad } from './judgeServerLoad.ts';

const keys = Array.from({ length: 200 }, (_one, index) => `load-${index}`);
const good: DrainedLoad = {
  requests: 200,
  answers: keys.map((key, index) => ({ key, latencyMs: index / 10, status: 202, sent: 1 })),
  served: keys.map((key) => ({ key, status: 'filled' })),
  booked: keys.map((key) => ({
    key,
    wallet: 'w',
    mint: 'm',
    side: 'buy',
    status: 'filled',
    attempts: [{ signature: `of ${key}`, status: 'confirmed' }],
    fill: undefined,
  })),
  p99MsMax: 50,
};

/** The good load, with one entry of a list replaced by others. */
function withFirst<Name extends 'answers' | 'served' | 'booked'>(
  name: Name,
  change: (first: DrainedLoad[Name][number]) => ReadonlyArray<DrainedLoad[Name][number]>,
): DrainedLoad {
  const [first, ...rest] = good[name];
  if (first === undefined) throw new Error('the list is empty');
  return { ...good, [name]: [...change(first), ...rest] };
}

it('finds nothing where every key has ended once and in time', () => {
  expect(judgeServerLoad(good)).toEqual([]);
  expect(measureLoad(good)).toEqual({
    latencyMs: { p50: 9.9, p99: 19.7, max: 19.9 },
    shareAccepted: 1,
    statuses: { 202: 200 },
  });
});

it('takes the smallest value that the share does not exceed', () => {
  expect([0, 0.5, 0.75, 1].map((share) => percentile([1, 2, 3, 4], share))).toEqual([1, 2, 3, 4]);
  expect(percentile([], 0.5)).toBe(0);
});

it('names a slow answer only where one in a hundred is slow', () => {
  const slow = (count: number): DrainedLoad => ({
    ...good,
    answers: good.answers.map((one, index) => (index < count ? { ...one, latencyMs: 50 } : one)),
  });
  expect(judgeServerLoad(slow(2))).toEqual([]);
  expect(judgeServerLoad(slow(3))).toEqual([
    'p99 of the answer is 50.0 ms; it must stay below 50 ms',
  ]);
});

it('names a key that was taken and is not there any more', () => {
  const lost = ['load-0 was taken and is lost'];
  expect(judgeServerLoad(withFirst('served', () => []))).toEqual(lost);
  expect(judgeServerLoad(withFirst('booked', () => []))).toEqual(lost);
});

it('names a trade that has not ended', () => {
  const open = withFirst('served', (first) => [{ ...first, status: 'executing' }]);
  expect(judgeServerLoad(open)).toEqual(['load-0 is still executing']);
});

it('names a key that landed twice or is there twice', () => {
  const twice = withFirst('booked', (first) => [
    { ...first, attempts: [...first.attempts, { signature: 'other', status: 'landed' }] },
  ]);
  expect(judgeServerLoad(twice)).toEqual(['the journal says that load-0 landed more than once']);
  expect(judgeServerLoad(withFirst('booked', (first) => [first, first]))).toEqual([
    'the journal has a key more than once',
  ]);
  expect(judgeServerLoad(withFirst('served', (first) => [first, first]))).toEqual([
    'the server lists a key more than once',
  ]);
});

it('names a request without an answer, and one that was never sent', () => {
  const silent = withFirst('answers', ({ key }) => [
    { key, latencyMs: 1, code: 'ECONNRESET', sent: 1 },
  ]);
  expect(judgeServerLoad(silent)).toEqual(['load-0 was answered with nothing, ECONNRESET']);
  expect(judgeServerLoad(withFirst('answers', () => []))).toEqual([
    '200 were due and 199 were sent',
  ]);
});

it('bears one denial in a hundred by a limit, and no more', () => {
  const denied = (count: number): DrainedLoad => ({
    ...good,
    answers: good.answers.map((one, index) =>
      index < count ? { ...one, status: 422, code: 'EXECUTOR__QUEUE_FULL' } : one,
    ),
  });
  expect(judgeServerLoad(denied(2))).toEqual([]);
  expect(judgeServerLoad(denied(3))).toEqual(['limits denied 3 of 200 requests, more than 1 %']);
  expect(measureLoad(denied(3)).statuses).toEqual({ 202: 197, '422 EXECUTOR__QUEUE_FULL': 3 });
});
