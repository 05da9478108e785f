import { expect, it } from 'vitest';

import { movePrices } from './movePrices.ts';

it('takes a part out of one pool after the other, and brings it back', async () => {
  const seen: string[] = [];
  const enough = Promise.withResolvers<void>();
  const pool = (name: string, units: bigint) => ({
    units,
    hold: async (held: bigint) => {
      seen.push(`${name} ${held}`);
      if (seen.length === 4) enough.resolve();
    },
  });
  const pools = [pool('a', 10_000n), pool('b', 20_000n)];
  const moving = movePrices({ pools, intervalMs: 1, moveBps: 500n });
  await enough.promise;
  expect(await moving.stop()).toBe(seen.length);
  expect(seen.slice(0, 4)).toEqual(['a 9500', 'b 19000', 'a 10000', 'b 20000']);
});

it('goes on when a move fails, and does not count it', async () => {
  let asked = 0;
  const enough = Promise.withResolvers<void>();
  const hold = async (): Promise<void> => {
    asked += 1;
    if (asked === 2) throw new Error('no answer');
    if (asked === 3) enough.resolve();
  };
  const moving = movePrices({ pools: [{ units: 1n, hold }], intervalMs: 1, moveBps: 500n });
  await enough.promise;
  expect(await moving.stop()).toBe(asked - 1);
});
