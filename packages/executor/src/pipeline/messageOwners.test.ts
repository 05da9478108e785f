import { expect, it } from 'vitest';

import { createMessageOwners } from './messageOwners.ts';

it('gives a message to one trade, which may have it again', () => {
  const owners = createMessageOwners();
  const bytes = Uint8Array.of(1, 2, 3);
  expect(owners.claim('a', bytes)).toBe(true);
  expect(owners.claim('b', Uint8Array.of(1, 2, 3))).toBe(false);
  expect(owners.claim('b', Uint8Array.of(1, 2, 4))).toBe(true);
  expect(owners.claim('a', bytes)).toBe(true);
});

it('forgets the oldest beyond its bound, and none before', () => {
  const owners = createMessageOwners();
  const numbered = (number: number) => Uint8Array.of(number & 255, number >> 8);
  for (let number = 0; number < 1_024; number += 1) owners.claim('a', numbered(number));
  expect(owners.claim('b', numbered(0))).toBe(false);
  owners.claim('a', numbered(1_024));
  expect(owners.claim('b', numbered(1))).toBe(false);
  expect(owners.claim('b', numbered(0))).toBe(true);
});
