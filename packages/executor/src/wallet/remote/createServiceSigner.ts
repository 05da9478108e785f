import { ExecutionError } from '@quantbot/core';

import type { SignerServiceSettings } from '../../config/executionAdapterConfig.ts';
import type { RemoteSigner } from '../walletSigner.ts';
import { createAwsKmsSigner } from './createAwsKmsSigner.ts';
import { createFireblocksSigner } from './createFireblocksSigner.ts';
import { createPrivySigner } from './createPrivySigner.ts';
import { createTurnkeySigner } from './createTurnkeySigner.ts';
import { createVaultSigner } from './createVaultSigner.ts';

/** A key-management service as settings name it, and the secret that they do not carry. */
export interface NamedSignerService {
  readonly service: SignerServiceSettings;
  readonly publicKey: string;
  /** Text of the secret file, absent for a service that takes none. */
  readonly secret: string | undefined;
}

type Field = Exclude<keyof SignerServiceSettings, 'kind'>;

/** What each service has to be told besides the wallet, and whether it takes a secret. */
const SIGNER_SERVICE_NEEDS: Readonly<
  Record<
    SignerServiceSettings['kind'],
    {
      readonly needs: readonly Field[];
      readonly takes: readonly Field[];
      readonly hasSecret: boolean;
    }
  >
> = {
  vault: { needs: ['address', 'key'], takes: [], hasSecret: true },
  'aws-kms': { needs: ['key', 'region'], takes: [], hasSecret: false },
  turnkey: { needs: ['key', 'account', 'apiPublicKey'], takes: ['address'], hasSecret: true },
  privy: { needs: ['key', 'account'], takes: ['address'], hasSecret: true },
  fireblocks: { needs: ['key', 'account'], takes: ['address', 'assetId'], hasSecret: true },
};

/**
 * Tells what is wrong with the settings of a service: what it lacks, and what it has no use for.
 *
 * @param hasSecret - Whether a secret is named; `undefined` where it does not matter.
 */
export function serviceProblems(
  service: SignerServiceSettings,
  hasSecret: boolean | undefined,
): readonly string[] {
  const { kind } = service;
  const { needs, takes, hasSecret: takesSecret } = SIGNER_SERVICE_NEEDS[kind];
  const fields = Object.keys(service).filter((name): name is Field => name !== 'kind');
  const known: readonly string[] = [...needs, ...takes];
  return [
    ...needs
      .filter((name) => service[name] === undefined)
      .map((name) => `signerService.${name}: ${kind} needs it`),
    ...fields
      .filter((name) => service[name] !== undefined && !known.includes(name))
      .map((name) => `signerService.${name}: ${kind} has no use for it`),
    ...(hasSecret === undefined || hasSecret === takesSecret
      ? []
      : [`signerSecretFile: ${kind} ${takesSecret ? 'needs it' : 'has no use for it'}`]),
  ];
}

/**
 * Makes the signer of a service that settings name.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID`
 */
export function createServiceSigner({
  service,
  publicKey,
  secret,
}: NamedSignerService): RemoteSigner {
  const problems = serviceProblems(service, secret !== undefined);
  if (problems.length > 0) {
    throw new ExecutionError('CONFIG__FIELD_INVALID', { source: 'The signer service', problems });
  }
  const { kind, address = '', key = '', account = '', region = '', apiPublicKey = '' } = service;
  const token = secret ?? '';
  const apiAddress = service.address === undefined ? {} : { apiAddress: service.address };
  switch (kind) {
    case 'vault':
      return createVaultSigner({
        publicKey,
        vaultAddress: address,
        vaultToken: token,
        keyName: key,
      });
    case 'aws-kms':
      return createAwsKmsSigner({ publicKey, keyId: key, region });
    case 'turnkey':
      return createTurnkeySigner({
        publicKey,
        organizationId: account,
        privateKeyId: key,
        apiPublicKey,
        apiPrivateKey: token,
        ...apiAddress,
      });
    case 'privy':
      return createPrivySigner({
        publicKey,
        appId: account,
        appSecret: token,
        walletId: key,
        ...apiAddress,
      });
    case 'fireblocks':
      return createFireblocksSigner({
        publicKey,
        apiKey: account,
        privateKeyPem: token,
        vaultAccountId: key,
        ...(service.assetId === undefined ? {} : { assetId: service.assetId }),
        ...apiAddress,
      });
    default:
      return kind satisfies never;
  }
}
