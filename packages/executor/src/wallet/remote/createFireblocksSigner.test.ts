import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';

import { isFault } from '@quantbot/core';
import { expect, it } from 'vitest';

import { serveSigner, type ServedCall } from '../../platform/testing/signerServer.ts';
import { describeRemoteSigner } from '../../testing/remoteSignerCases.ts';
import { PLAN } from '../../testing/tradeFixtures.ts';
import { createFireblocksSigner } from './createFireblocksSigner.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const privateKeyPem = String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
const settings = {
  apiKey: 'api-user',
  privateKeyPem,
  vaultAccountId: '7',
  publicKey: PLAN.wallet,
};

/** The token: RS256 over path and body, made for this one call. */
function expectAuthorized({ headers, path, body }: ServedCall): void {
  expect(headers['x-api-key']).toBe('api-user');
  const token = String(headers['authorization']).replace(/^Bearer /u, '');
  const [head = '', payload = '', signature = ''] = token.split('.');
  const signed = Buffer.from(`${head}.${payload}`);
  const key = createPublicKey(privateKey);
  expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as object;
  const bodyHash = createHash('sha256').update(body).digest('hex');
  expect(claims).toMatchObject({ sub: 'api-user', uri: path, bodyHash });
}

const ADDRESSES = '/v1/vault/accounts/7/SOL/addresses_paginated';
const isSigning = ({ method, path }: ServedCall) =>
  method === 'POST' && path === '/v1/transactions';

function signed(signature: Uint8Array) {
  const fullSig = Buffer.from(signature).toString('hex');
  return { id: 't1', status: 'COMPLETED', signedMessages: [{ signature: { fullSig } }] };
}

let looks = 0;
describeRemoteSigner('Fireblocks', {
  make: (apiAddress, signTimeoutMs) =>
    createFireblocksSigner({ ...settings, apiAddress, signTimeoutMs }),
  secrets: [privateKeyPem.split('\n')[1] ?? ''],
  isSigning,
  other: (call, signature) => {
    expectAuthorized(call);
    if (call.path === ADDRESSES) return { json: { addresses: [{ address: PLAN.wallet }] } };
    if (call.path === '/v1/transactions/undefined') return { status: 404, json: {} };
    expect([call.method, call.path]).toEqual(['GET', '/v1/transactions/t1']);
    looks += 1;
    const isDone = looks % 2 === 0 && signature !== undefined;
    return { json: isDone ? signed(signature) : { id: 't1', status: 'PENDING_SIGNATURE' } };
  },
  // https://developers.fireblocks.com/reference/raw-signing
  messageOf: (call) => {
    expectAuthorized(call);
    const request = JSON.parse(call.body) as {
      readonly extraParameters: {
        readonly rawMessageData: { readonly messages: ReadonlyArray<{ readonly content: string }> };
      };
    };
    const { messages } = request.extraParameters.rawMessageData;
    expect(request).toEqual({
      assetId: 'SOL',
      operation: 'RAW',
      source: { id: '7', type: 'VAULT_ACCOUNT' },
      extraParameters: { rawMessageData: { messages } },
    });
    expect(messages).toHaveLength(1);
    return Uint8Array.from(Buffer.from(messages[0]?.content ?? '', 'hex'));
  },
  answer: () => ({ json: { id: 't1', status: 'SUBMITTED' } }),
});

it.each(['REJECTED', 'BLOCKED', 'CANCELLED', 'FAILED'])(
  'has refused when it is %s',
  async (status) => {
    const { url } = await serveSigner((call) => {
      if (call.path === ADDRESSES) return { json: { addresses: [{ address: PLAN.wallet }] } };
      return { json: { id: 't1', status: isSigning(call) ? 'SUBMITTED' : status } };
    });
    const signer = createFireblocksSigner({ ...settings, apiAddress: url });
    const answer = await signer.sign(Uint8Array.of(1), new AbortController().signal);
    expect(isFault(answer) && answer.code).toBe('SIGN__SIGNER_REFUSED');
  },
);

it('takes the hash of a transaction that was sent for no signature of ours', async () => {
  const { url } = await serveSigner((call) => {
    if (call.path === ADDRESSES) return { json: { addresses: [{ address: PLAN.wallet }] } };
    return { json: { id: 't1', status: 'COMPLETED', signedMessages: [] } };
  });
  const signer = createFireblocksSigner({ ...settings, apiAddress: url });
  const answer = await signer.sign(Uint8Array.of(1), new AbortController().signal);
  expect(isFault(answer) && answer.code).toBe('SIGN__SIGNER_REFUSED');
});
