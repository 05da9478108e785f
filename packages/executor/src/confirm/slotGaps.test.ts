import { expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createSlotGaps } from './slotGaps.ts';

function setUp() {
  const platform = createFakePlatform();
  const gaps = createSlotGaps<string>(platform);
  const shows = (slot: bigint, slotGap: bigint, node = 'one'): boolean =>
    gaps.trusts(node, { slot, slotGap, blockHeight: slot - slotGap });
  return { platform, shows };
}

it('trusts a gap that stays or grows', () => {
  const { shows } = setUp();
  expect([shows(100n, 5n), shows(110n, 5n), shows(120n, 9n)]).toEqual([true, true, true]);
});

it('distrusts a gap that shrinks for half a minute: slots came where heights belong', async () => {
  const { shows, platform } = setUp();
  shows(100n, 50n);
  expect(shows(110n, 0n)).toBe(false);
  await platform.advance(29_999);
  expect(shows(200n, 0n)).toBe(false);
  await platform.advance(1);
  expect(shows(201n, 0n)).toBe(true);
});

it('distrusts a gateway that alternates for as long as it does', async () => {
  const { shows, platform } = setUp();
  shows(100n, 50n);
  for (let time = 1n; time < 100n; time += 1n) {
    await platform.advance(1_000);
    expect(shows(100n + time, time % 2n === 0n ? 50n : 0n)).toBe(false);
  }
});

it('takes an older answer of a pool for what it is', () => {
  const { shows } = setUp();
  shows(100n, 5n);
  expect(shows(90n, 4n)).toBe(true);
  expect(shows(110n, 5n)).toBe(true);
  expect(shows(105n, 6n)).toBe(false);
});

it('remembers every node by itself', () => {
  const { shows } = setUp();
  shows(100n, 50n);
  expect(shows(110n, 0n, 'two')).toBe(true);
});

it('trusts an older answer with the same gap', () => {
  const { shows } = setUp();
  shows(100n, 5n);
  expect(shows(90n, 5n)).toBe(true);
});

it('lets no older answer take the place of the newest', () => {
  const { shows } = setUp();
  shows(100n, 10n);
  expect(shows(90n, 5n)).toBe(true);
  expect(shows(101n, 9n)).toBe(false);
});

it('remembers the larger gap of two answers at one slot', () => {
  const { shows } = setUp();
  shows(100n, 10n);
  expect(shows(100n, 12n)).toBe(true);
  expect(shows(101n, 11n)).toBe(false);
});

it('distrusts an older answer with a larger gap for as long as a shrunken one', async () => {
  const { shows, platform } = setUp();
  shows(100n, 10n);
  expect(shows(90n, 12n)).toBe(false);
  await platform.advance(29_999);
  expect(shows(101n, 12n)).toBe(false);
  await platform.advance(1);
  expect(shows(102n, 12n)).toBe(true);
});
