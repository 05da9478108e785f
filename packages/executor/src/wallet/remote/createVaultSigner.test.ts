import { expect, it } from 'vitest';

import { describeRemoteSigner } from '../../testing/remoteSignerCases.ts';
import { PLAN } from '../../testing/tradeFixtures.ts';
import { createVaultSigner } from './createVaultSigner.ts';

const vaultToken = 's.VeryS3cretToken';
const settings = { vaultToken, keyName: 'trading', publicKey: PLAN.wallet };

describeRemoteSigner('HashiCorp Vault', {
  make: (vaultAddress, signTimeoutMs) =>
    createVaultSigner({ ...settings, vaultAddress, signTimeoutMs }),
  secrets: [vaultToken],
  isSigning: ({ path }) => path.startsWith('/v1/transit/sign/'),
  // https://developer.hashicorp.com/vault/api-docs/secret/transit#sign-data
  messageOf: ({ method, path, headers, body }) => {
    expect([method, path]).toEqual(['POST', '/v1/transit/sign/trading']);
    expect(headers['x-vault-token']).toBe(vaultToken);
    const { input, ...rest } = JSON.parse(body) as { readonly input: string };
    expect(rest).toEqual({});
    return Uint8Array.from(Buffer.from(input, 'base64'));
  },
  answer: (signature) => ({
    json: {
      request_id: 'r',
      data: { signature: `vault:v1:${Buffer.from(signature).toString('base64')}`, key_version: 1 },
    },
  }),
});

it.each([
  [
    'http://vault.example:8200',
    'vaultAddress is neither https nor this machine: vault.example:8200',
  ],
  ['https://user:pass@vault.example', 'vaultAddress holds a user or a password'],
  ['vault.example', 'vaultAddress is no URL'],
])('is not made for %s', (vaultAddress, problem) => {
  expect(() => createVaultSigner({ ...settings, vaultAddress })).toThrow(problem);
});
