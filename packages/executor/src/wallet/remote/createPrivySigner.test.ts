import { isFault } from '@quantbot/core';
import { expect, it } from 'vitest';

import { serveSigner, type ServedCall } from '../../platform/testing/signerServer.ts';
import { describeRemoteSigner } from '../../testing/remoteSignerCases.ts';
import { madeUpAddress, PLAN } from '../../testing/tradeFixtures.ts';
import { createPrivySigner } from './createPrivySigner.ts';

const appSecret = 'privy-very-secret';
const settings = { appId: 'app', appSecret, walletId: 'w1', publicKey: PLAN.wallet };

function expectAuthorized({ headers }: ServedCall): void {
  expect(headers['privy-app-id']).toBe('app');
  const basic = Buffer.from(`app:${appSecret}`).toString('base64');
  expect(headers['authorization']).toBe(`Basic ${basic}`);
}

describeRemoteSigner('Privy', {
  make: (url, signTimeoutMs) =>
    createPrivySigner({ ...settings, apiAddress: `${url}/v1`, signTimeoutMs }),
  secrets: [appSecret, Buffer.from(`app:${appSecret}`).toString('base64')],
  isSigning: ({ method, path }) => method === 'POST' && path === '/v1/wallets/w1/rpc',
  other: (call) => {
    expectAuthorized(call);
    expect([call.method, call.path]).toEqual(['GET', '/v1/wallets/w1']);
    return { json: { id: 'w1', address: PLAN.wallet, chain_type: 'solana' } };
  },
  // https://docs.privy.io/api-reference/wallets/solana/sign-message
  messageOf: (call) => {
    expectAuthorized(call);
    const request = JSON.parse(call.body) as { readonly params: { readonly message: string } };
    const { message } = request.params;
    expect(request).toEqual({ method: 'signMessage', params: { encoding: 'base64', message } });
    return Uint8Array.from(Buffer.from(message, 'base64'));
  },
  answer: (signature) => ({
    json: {
      method: 'signMessage',
      data: { signature: Buffer.from(signature).toString('base64'), encoding: 'base64' },
    },
  }),
});

it('is asked for no signature when it holds another wallet', async () => {
  const { url, calls } = await serveSigner(() => ({ json: { address: madeUpAddress(9) } }));
  const signer = createPrivySigner({ ...settings, apiAddress: `${url}/v1` });
  const answer = await signer.sign(Uint8Array.of(1), new AbortController().signal);
  expect(isFault(answer) && answer.code).toBe('SIGN__SIGNER_REFUSED');
  expect(calls.map(({ method }) => method)).toEqual(['GET']);
});
