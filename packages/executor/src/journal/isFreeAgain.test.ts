import { expect, it } from 'vitest';

import { admitFixture, fixtureClaim, fixtureDenied } from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { isFreeAgain } from './isFreeAgain.ts';

it('holds for a denial whose code lets the key be used again, and for nothing else', async () => {
  const { journal } = await openTestJournal();
  const claimed = (key: string, denied?: ReturnType<typeof fixtureDenied>): boolean => {
    const outcome = admitFixture(journal, fixtureClaim(key, { key }, denied));
    if (outcome.kind !== 'claimed') throw new Error(outcome.kind);
    return isFreeAgain(outcome.trade);
  };
  expect(claimed('open')).toBe(false);
  expect(claimed('free', fixtureDenied('RISK__OPEN_TRADES_EXCEED_MAXIMUM'))).toBe(true);
  expect(claimed('final', fixtureDenied('DEADLINE__EXPIRED'))).toBe(false);
});
