import { expect, it } from 'vitest';

import { playForPlaces } from './playForPlaces.ts';

function placesOf({ stack = '' }: Error): number {
  return stack.split('\n').filter((line) => line.trim().startsWith('at ')).length;
}

it('plays a clean one once, without places', async () => {
  const places: number[] = [];
  const before = Error.stackTraceLimit;
  await playForPlaces(async () => {
    places.push(placesOf(new Error('made on the way')));
    return { violations: [] };
  });
  expect(places).toEqual([0]);
  expect(Error.stackTraceLimit).toBe(before);
});

it('plays a violated one again, and gives back the one with places', async () => {
  let plays = 0;
  const played = await playForPlaces(async () => {
    plays += 1;
    return { violations: [placesOf(new Error('a defect'))] };
  });
  expect(plays).toBe(2);
  expect(played.violations[0]).toBeGreaterThan(0);
});

it('keeps no hand on errors when a play fails', async () => {
  const before = Error.stackTraceLimit;
  await expect(
    playForPlaces(async () => Promise.reject(new RangeError('no such schedule'))),
  ).rejects.toThrow(RangeError);
  expect(Error.stackTraceLimit).toBe(before);
});
