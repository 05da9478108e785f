import { createHash, createHmac } from 'node:crypto';

import { expect, vi } from 'vitest';

import type { ServedCall } from '../../platform/testing/signerServer.ts';
import { describeRemoteSigner } from '../../testing/remoteSignerCases.ts';
import { PLAN } from '../../testing/tradeFixtures.ts';
import { createAwsKmsSigner } from './createAwsKmsSigner.ts';

const accessKeyId = 'AKIAEXAMPLE';
const secretAccessKey = 'wJalrXUtnFEMI-very-secret';
const region = 'eu-central-1';
const keyId = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd';

/** Signature version 4, worked out anew from what arrived. */
function expectSigned({ method, path, headers, body }: ServedCall): void {
  const authorization = String(headers['authorization']);
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/u.exec(
      authorization,
    );
  const [, credential = '', names = '', signature = ''] = found ?? [];
  const time = String(headers['x-amz-date']);
  const scope = `${time.slice(0, 8)}/${region}/kms/aws4_request`;
  expect(credential).toBe(`${accessKeyId}/${scope}`);
  expect(names.split(';')).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-target']));
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [method, path, '', lines.join(''), names, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = [time.slice(0, 8), region, 'kms', 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  expect(signature).toBe(createHmac('sha256', key).update(text).digest('hex'));
}

describeRemoteSigner('AWS KMS', {
  make: (url, signTimeoutMs) => {
    // The SDK takes the address of a test from nowhere else.
    vi.stubEnv('AWS_ENDPOINT_URL_KMS', url);
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    return createAwsKmsSigner({
      keyId,
      region,
      credentials: { accessKeyId, secretAccessKey },
      publicKey: PLAN.wallet,
      signTimeoutMs,
    });
  },
  secrets: [secretAccessKey],
  isSigning: ({ headers }) => headers['x-amz-target'] === 'TrentService.Sign',
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
  messageOf: (call) => {
    expectSigned(call);
    const { Message, ...rest } = JSON.parse(call.body) as { readonly Message: string };
    expect(rest).toEqual({
      KeyId: keyId,
      MessageType: 'RAW',
      SigningAlgorithm: 'ED25519_SHA_512',
    });
    return Uint8Array.from(Buffer.from(Message, 'base64'));
  },
  answer: (signature) => ({
    json: {
      KeyId: keyId,
      Signature: Buffer.from(signature).toString('base64'),
      SigningAlgorithm: 'ED25519_SHA_512',
    },
  }),
});
