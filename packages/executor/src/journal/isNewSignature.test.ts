import { expect, it } from 'vitest';

import { fixtureAttempt, fixtureEvents } from '../testing/journalFixtures.ts';
import { isNewSignature } from './isNewSignature.ts';

it('is what lets somebody sign or send, and nothing else', () => {
  expect(
    fixtureEvents()
      .filter(isNewSignature)
      .map(({ name }) => name),
  ).toEqual(['AttemptPrepared', 'AttemptSigned']);
});

it('is not what was found on chain', () => {
  const attempt = fixtureAttempt();
  expect(isNewSignature({ name: 'AttemptSigned', attempt, found: true })).toBe(false);
});
