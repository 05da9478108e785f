import { expect, it } from 'vitest';

import { takeUpLater } from './takeUpLater.ts';

function scene(failures: number, isWanted: (tries: number) => boolean = () => true) {
  const waits: number[] = [];
  let tries = 0;
  const done = takeUpLater({
    takeUp: async () => {
      tries += 1;
      return Promise.resolve(tries > failures ? undefined : 'down');
    },
    isWanted: () => isWanted(tries),
    delay: async (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  });
  return { done, waits, tries: () => tries };
}

it('tries until nothing is in the way, at first soon and then less often', async () => {
  const { done, waits, tries } = scene(6);
  await done;
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  expect(tries()).toBe(7);
});

it('tries no more once nothing is left to take up', async () => {
  const { done, tries } = scene(9, (made) => made < 2);
  await done;
  expect(tries()).toBe(2);
});
