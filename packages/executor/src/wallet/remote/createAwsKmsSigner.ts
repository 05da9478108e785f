import type { RemoteSigner } from '../walletSigner.ts';
import { createKeychainSigner, type RemoteSignerSettings } from './keychainSigner.ts';

/** A key of spec `ECC_NIST_EDWARDS25519` and usage `SIGN_VERIFY` in AWS KMS. */
export interface AwsKmsSignerSettings extends RemoteSignerSettings {
  /** Id, ARN or alias of the key. */
  readonly keyId: string;
  /** Region of the key, for example `eu-central-1`. */
  readonly region: string;
  /** Left out, the AWS SDK looks for them where it always does. They need `kms:Sign` on the key. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/**
 * Signs with AWS KMS: `Sign` with `ED25519_SHA_512` over the raw message. Its endpoint is the SDK's
 * own, https unless the environment of the process says otherwise.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID`
 */
export function createAwsKmsSigner(settings: AwsKmsSignerSettings): RemoteSigner {
  const { keyId, region, credentials, publicKey } = settings;
  return createKeychainSigner({
    ...settings,
    name: `aws-kms ${region}`,
    packageName: '@solana/keychain-aws-kms@0.2.1',
    connect: async () => {
      const { AwsKmsSigner } = await import('@solana/keychain-aws-kms');
      return new AwsKmsSigner({
        keyId,
        region,
        publicKey,
        ...(credentials === undefined ? {} : { credentials }),
      });
    },
  });
}
