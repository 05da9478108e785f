import { expect, it } from 'vitest';

import { FIXTURE_REQUEST, fixtureAttempt } from '../testing/journalFixtures.ts';
import { outlayOf } from './outlayOf.ts';

it.each([
  ['buy', 100_000_000n + 2_039_280n + 5_000n + 1_000n + 10_000n],
  ['sell', 5_000n + 1_000n + 10_000n],
] as const)('of a %s is what its bytes take out of the SOL', (side, lamports) => {
  const request = { ...FIXTURE_REQUEST, side };
  const tokenRentLamports = side === 'buy' ? '2039280' : '0';
  expect(outlayOf({ request }, { ...fixtureAttempt(), tokenRentLamports })).toBe(lamports);
});

it.each([
  ['buy', 100_000_000n + 2_978_880n + 16_000n],
  ['sell', 16_000n],
] as const)('of a %s that tells no rent is what it takes at worst', (side, lamports) => {
  const request = { ...FIXTURE_REQUEST, side };
  expect(fixtureAttempt()).not.toHaveProperty('tokenRentLamports');
  expect(outlayOf({ request }, fixtureAttempt())).toBe(lamports);
});
