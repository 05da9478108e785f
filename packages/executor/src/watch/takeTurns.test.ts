import { expect, it } from 'vitest';

import { takeTurns } from './takeTurns.ts';

it('runs one work at a time, in the order it was asked for', async () => {
  const inTurn = takeTurns();
  const seen: string[] = [];
  const first = Promise.withResolvers<void>();
  const both = [
    inTurn(async () => {
      seen.push('first begins');
      await first.promise;
      seen.push('first ends');
      return 1;
    }),
    inTurn(async () => {
      seen.push('second');
      return Promise.resolve(2);
    }),
  ];
  await Promise.resolve();
  expect(seen).toEqual(['first begins']);
  first.resolve();
  expect(await Promise.all(both)).toEqual([1, 2]);
  expect(seen).toEqual(['first begins', 'first ends', 'second']);
});

it('goes on after work that failed, and tells its caller alone', async () => {
  const inTurn = takeTurns();
  const failed = inTurn(async () => Promise.reject(new Error('broken')));
  const next = inTurn(async () => Promise.resolve('done'));
  await expect(failed).rejects.toThrow('broken');
  expect(await next).toBe('done');
});
