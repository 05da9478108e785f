import { expect, it } from 'vitest';

import { FIXTURE_REQUEST, fixtureAttempt } from '../testing/journalFixtures.ts';
import { outlayOf } from './outlayOf.ts';

it.each([
  ['buy', 100_000_000n + 5_000n + 1_000n + 10_000n],
  ['sell', 5_000n + 1_000n + 10_000n],
] as const)('of a %s is what its bytes take out of the SOL', (side, lamports) => {
  const request = { ...FIXTURE_REQUEST, side };
  expect(outlayOf({ request }, fixtureAttempt())).toBe(lamports);
});
