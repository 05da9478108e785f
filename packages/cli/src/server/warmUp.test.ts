import { expect, it } from 'vitest';

import { openServerHarness } from '../testing/serverHarness.ts';
import { warmUp } from './warmUp.ts';

it('rehearses trades to their answers, and none of them reaches the adapter or the journal', async () => {
  const { parts, execution, journal, logged } = await openServerHarness();
  expect(await warmUp(parts, { tradesMax: 12, durationMsMax: 60_000 })).toBe(12);
  expect([execution.requests, journal.searches, logged]).toEqual([[], [], []]);
});

it('begins no trade once its time is over', async () => {
  const { parts } = await openServerHarness();
  expect(await warmUp(parts, { tradesMax: 12, durationMsMax: 0 })).toBe(0);
});

it('says what was answered when it is not what a trade is answered', async () => {
  const { parts } = await openServerHarness({ closing: AbortSignal.abort() });
  await expect(warmUp(parts)).rejects.toThrow(/answered its own request 503.*SHUTTING_DOWN/u);
});
