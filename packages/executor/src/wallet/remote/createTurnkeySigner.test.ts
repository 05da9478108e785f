import { createECDH, createPublicKey, verify } from 'node:crypto';

import { expect } from 'vitest';

import type { ServedCall } from '../../platform/testing/signerServer.ts';
import { describeRemoteSigner } from '../../testing/remoteSignerCases.ts';
import { PLAN } from '../../testing/tradeFixtures.ts';
import { createTurnkeySigner } from './createTurnkeySigner.ts';

const pair = createECDH('prime256v1');
const apiPublicKey = pair.generateKeys('hex', 'compressed');
const apiPrivateKey = pair.getPrivateKey('hex').padStart(64, '0');

/** The stamp: a P-256 signature of the body by the API key. */
function expectStamped({ headers, body }: ServedCall): void {
  const stamp = JSON.parse(
    Buffer.from(String(headers['x-stamp']), 'base64url').toString('utf8'),
  ) as { readonly publicKey: string; readonly scheme: string; readonly signature: string };
  expect(stamp).toMatchObject({
    publicKey: apiPublicKey,
    scheme: 'SIGNATURE_SCHEME_TK_API_P256',
  });
  const point = pair.getPublicKey();
  const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url');
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) },
  });
  const signature = Buffer.from(stamp.signature, 'hex');
  expect(verify('sha256', Buffer.from(body), key, signature)).toBe(true);
}

describeRemoteSigner('Turnkey', {
  make: (apiAddress, signTimeoutMs) =>
    createTurnkeySigner({
      organizationId: 'organization',
      privateKeyId: 'key',
      apiPublicKey,
      apiPrivateKey,
      apiAddress,
      publicKey: PLAN.wallet,
      signTimeoutMs,
    }),
  secrets: [apiPrivateKey],
  isSigning: ({ path }) => path.startsWith('/public/v1/submit/'),
  // https://docs.turnkey.com/api-reference/activities/sign-raw-payload
  messageOf: (call) => {
    expectStamped(call);
    expect([call.method, call.path]).toEqual(['POST', '/public/v1/submit/sign_raw_payload']);
    const request = JSON.parse(call.body) as { readonly parameters: { readonly payload: string } };
    const { payload, ...parameters } = request.parameters;
    expect(request).toMatchObject({
      type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      organizationId: 'organization',
    });
    expect(parameters).toEqual({
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NOT_APPLICABLE',
      signWith: 'key',
    });
    return Uint8Array.from(Buffer.from(payload, 'hex'));
  },
  answer: (signature) => {
    const hex = Buffer.from(signature).toString('hex');
    const signRawPayloadResult = { r: hex.slice(0, 64), s: hex.slice(64), v: '00' };
    const result = { signRawPayloadResult };
    return { json: { activity: { status: 'ACTIVITY_STATUS_COMPLETED', result } } };
  },
});
