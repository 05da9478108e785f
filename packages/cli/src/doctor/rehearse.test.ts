import { expect, it } from 'vitest';

import { judgeRehearsal, rehearse } from './rehearse.ts';

const TRIAL = { token: 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v', lamports: 5n };

it('tells that a rehearsal without a node is made up', async () => {
  const clock = { nowMs: () => 1_900_000_000_000 };
  expect(await rehearse({ clock }, { ...TRIAL, lamports: 1_000_000n })).toMatchObject([
    { area: 'rehearsal', verdict: 'fail', found: expect.stringContaining('was made up') },
  ]);
});

it('tells a set-up that makes no adapter', async () => {
  const clock = { nowMs: () => 1_900_000_000_000 };
  expect(await rehearse({ clock, keypairPath: '/gone/key.json' }, TRIAL)).toMatchObject([
    { verdict: 'fail', found: 'WALLET__FILE_MISSING' },
  ]);
});

it('tells what would be signed, and why something would not', () => {
  const good = { success: true, executedPriceText: '0.002' };
  expect(judgeRehearsal(good, TRIAL)).toMatchObject({
    verdict: 'ok',
    found: `a buy of ${TRIAL.token} for 5 lamports would be signed at 0.002 SOL`,
  });
  const bad = { success: false, errorCode: 'QUOTE__UNAVAILABLE', error: 'It is down.' } as const;
  expect(judgeRehearsal(bad, TRIAL)).toMatchObject({ verdict: 'fail', next: 'It is down.' });
});
