import { expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { fixtureConfig } from '../testing/fixtureConfig.ts';
import { diagnoseVenue } from './diagnoseVenue.ts';

const TRIAL = {
  token: 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v',
  lamports: 1_000_000n,
  taker: '76PG3z9Nw6LiNnAvSAgCkVvgr9a97HgHdUSDEpov1Q7G',
};
const { signal } = new AbortController();

it.each([
  [new Error('timed out'), 'QUOTE__UNAVAILABLE'],
  [{ status: 200, headers: {}, body: '{}' }, 'QUOTE__MALFORMED'],
])('tells why there is no quote (%#)', async (answer, code) => {
  const platform = createFakePlatform({ http: () => answer });
  const config = fixtureConfig({ platform, jupiterEndpoint: 'https://venue.example' });
  const { title, findings } = diagnoseVenue(config, TRIAL, signal);
  expect(title).toBe('asking https://venue.example for a quote');
  expect(await findings).toMatchObject([{ area: 'venue', verdict: 'fail', found: code }]);
});

it('tells that there is nothing to ask about', async () => {
  const { findings } = diagnoseVenue(fixtureConfig(), undefined, signal);
  expect(await findings).toMatchObject([{ verdict: 'warn', subject: 'https://api.jup.ag' }]);
});
