import { fault, type Fault } from '@quantbot/core';
import { expect, it } from 'vitest';

import { createRetryScene } from '../testing/retryScene.ts';
import { PLAN_KEY } from '../testing/tradeFixtures.ts';
import { createKeypairSigner, type LocalSigner } from '../wallet/walletSigner.ts';

const STRANGER = fault('RPC__CHAIN_MISMATCH', { endpoint: 'http://b', genesisHash: 'other' });

it.each([
  ['while it is prepared', 'quote'],
  ['while it is being signed', 'sign'],
] as const)(
  'signs nothing when too few nodes turn out to be left on our chain %s',
  async (_when, at) => {
    let found: Fault | undefined;
    const signed: Uint8Array[] = [];
    const real = createKeypairSigner(PLAN_KEY);
    const signer: LocalSigner = {
      kind: 'local',
      address: real.address,
      sign: async (bytes) => {
        signed.push(bytes);
        if (at === 'sign') found = STRANGER;
        return real.sign(bytes);
      },
    };
    const { run, parts, current, market, jito, reserved } = await createRetryScene({ signer });
    Object.assign(parts.strangers, { fault: () => (market.asked.length > 0 ? found : undefined) });
    if (at === 'quote') found = STRANGER;
    await run();
    expect(current()).toMatchObject({
      status: 'denied',
      errorCode: 'RPC__CHAIN_MISMATCH',
      attempts: [],
    });
    expect([signed.length, jito.sent.length, reserved()]).toEqual([at === 'sign' ? 1 : 0, 0, 0n]);
  },
);

it.each([
  ['that, where it is why nobody answers', STRANGER, 'RPC__CHAIN_MISMATCH'],
  ['nothing of it, where all are on our chain', undefined, 'RPC__UNAVAILABLE'],
])('says %s', async (_what, found, code) => {
  const { run, parts, current } = await createRetryScene();
  const silent = fault('RPC__UNAVAILABLE', { endpoint: 'e', method: 'm', reason: 'down' });
  Object.assign(parts.strangers, { fault: () => found });
  Object.assign(parts.pool, { ask: async () => Promise.resolve(silent) });
  await run();
  expect(current()).toMatchObject({ status: 'denied', errorCode: code });
});
