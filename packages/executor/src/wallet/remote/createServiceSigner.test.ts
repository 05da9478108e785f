import { createECDH, generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';

import { isFault } from '@quantbot/core';
import { describe, expect, it, vi } from 'vitest';

import {
  SIGNER_SERVICES,
  type SignerServiceSettings,
} from '../../config/executionAdapterConfig.ts';
import {
  serveSigner,
  type ServedAnswer,
  type ServedCall,
} from '../../platform/testing/signerServer.ts';
import { PLAN, PLAN_KEY } from '../../testing/tradeFixtures.ts';
import { createServiceSigner, serviceProblems } from './createServiceSigner.ts';

const MESSAGE = Uint8Array.of(1, 2, 3, 4);
const SIGNATURE = PLAN_KEY.sign(MESSAGE);
const base64 = Buffer.from(SIGNATURE).toString('base64');
const hex = Buffer.from(SIGNATURE).toString('hex');
const pair = createECDH('prime256v1');
const apiPublicKey = pair.generateKeys('hex', 'compressed');
const pem = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;

interface Service {
  readonly settings: (url: string) => SignerServiceSettings;
  readonly secret: string | undefined;
  readonly answer: (call: ServedCall) => ServedAnswer;
  /** The way of a call that signs. */
  readonly signs: string;
}

/** Each service as far as it takes to be let in and signed for; more of each is beside its signer. */
const SERVICES: Readonly<Record<SignerServiceSettings['kind'], Service>> = {
  vault: {
    settings: (address) => ({ kind: 'vault', address, key: 'trading' }),
    secret: 's.token-of-vault',
    signs: '/v1/transit/sign/trading',
    answer: ({ headers }) =>
      headers['x-vault-token'] === 's.token-of-vault'
        ? { json: { data: { signature: `vault:v1:${base64}` } } }
        : { status: 403, json: {} },
  },
  'aws-kms': {
    settings: () => ({ kind: 'aws-kms', key: 'alias/trading', region: 'eu-central-1' }),
    secret: undefined,
    signs: '/',
    answer: ({ body }) =>
      JSON.parse(body).KeyId === 'alias/trading'
        ? { json: { Signature: base64, SigningAlgorithm: 'ED25519_SHA_512' } }
        : { status: 400, json: {} },
  },
  turnkey: {
    settings: (address) => ({
      kind: 'turnkey',
      address,
      key: 'key',
      account: 'organization',
      apiPublicKey,
    }),
    secret: pair.getPrivateKey('hex').padStart(64, '0'),
    signs: '/public/v1/submit/sign_raw_payload',
    answer: ({ body, headers }) => {
      const { organizationId, parameters } = JSON.parse(body);
      if (headers['x-stamp'] === undefined || organizationId !== 'organization') {
        return { status: 401, json: {} };
      }
      expect(parameters.signWith).toBe('key');
      const signRawPayloadResult = { r: hex.slice(0, 64), s: hex.slice(64), v: '00' };
      const result = { signRawPayloadResult };
      return { json: { activity: { status: 'ACTIVITY_STATUS_COMPLETED', result } } };
    },
  },
  privy: {
    settings: (address) => ({ kind: 'privy', address, key: 'w1', account: 'app' }),
    secret: 'privy-secret',
    signs: '/wallets/w1/rpc',
    answer: ({ headers, method }) => {
      const basic = Buffer.from('app:privy-secret').toString('base64');
      if (headers['authorization'] !== `Basic ${basic}`) return { status: 401, json: {} };
      return method === 'GET'
        ? { json: { id: 'w1', address: PLAN.wallet, chain_type: 'solana' } }
        : { json: { method: 'signMessage', data: { signature: base64, encoding: 'base64' } } };
    },
  },
  fireblocks: {
    settings: (address) => ({
      kind: 'fireblocks',
      address,
      key: '7',
      account: 'api-user',
      assetId: 'SOL_TEST',
    }),
    secret: String(pem.export({ format: 'pem', type: 'pkcs8' })),
    signs: '/v1/transactions',
    answer: ({ headers, path, body }) => {
      expect(headers['x-api-key']).toBe('api-user');
      if (path.startsWith('/v1/vault/accounts/7/SOL_TEST/')) {
        return { json: { addresses: [{ address: PLAN.wallet }] } };
      }
      if (path === '/v1/transactions') {
        expect(JSON.parse(body)).toMatchObject({ assetId: 'SOL_TEST', operation: 'RAW' });
        return { json: { id: 't1', status: 'SUBMITTED' } };
      }
      const signedMessages = [{ signature: { fullSig: hex } }];
      return { json: { id: 't1', status: 'COMPLETED', signedMessages } };
    },
  },
};

describe('createServiceSigner', () => {
  it.each(SIGNER_SERVICES)('signs by %s as it is named in the settings', async (kind) => {
    const { settings, secret, answer, signs } = SERVICES[kind];
    const server = await serveSigner(answer);
    vi.stubEnv('AWS_ENDPOINT_URL_KMS', server.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret-of-the-environment');
    const service = settings(server.url);
    expect(serviceProblems(service, secret !== undefined)).toEqual([]);
    const signer = createServiceSigner({ service, publicKey: PLAN.wallet, secret });
    const signed = await signer.sign(MESSAGE, new AbortController().signal);
    if (isFault(signed)) throw new Error(signed.message);
    expect(signed).toEqual(SIGNATURE);
    expect(server.calls.map(({ path }) => path)).toContain(signs);
    expect(signer.address).toBe(PLAN.wallet);
    if (secret !== undefined) expect(inspect(signer, { depth: 9 })).not.toContain(secret);
    vi.unstubAllEnvs();
  });

  it.each(SIGNER_SERVICES)('is not made for %s without all that it needs', (kind) => {
    expect(() =>
      createServiceSigner({ service: { kind }, publicKey: PLAN.wallet, secret: undefined }),
    ).toThrow(expect.objectContaining({ code: 'CONFIG__FIELD_INVALID' }));
  });
});
