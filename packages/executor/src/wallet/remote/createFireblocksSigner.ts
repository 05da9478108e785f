import { SIGN_TIMEOUT_MS, type RemoteSigner } from '../walletSigner.ts';
import { createKeychainSigner, type RemoteSignerSettings } from './keychainSigner.ts';
import { signerHost } from './signerHost.ts';

/** Where Fireblocks answers. */
const FIREBLOCKS_ADDRESS = 'https://api.fireblocks.io';

/** Milliseconds between two looks at a signing that is not done. */
const POLL_INTERVAL_MS = 250;

/** A vault account at Fireblocks whose workspace allows raw signing. */
export interface FireblocksSignerSettings extends RemoteSignerSettings {
  readonly apiKey: string;
  /** RSA key of the API user, PEM (PKCS #8). */
  readonly privateKeyPem: string;
  readonly vaultAccountId: string;
  /** `SOL`, or `SOL_TEST` on devnet. @defaultValue `SOL` */
  readonly assetId?: string;
  /** @defaultValue `https://api.fireblocks.io` */
  readonly apiAddress?: string;
}

/**
 * Signs with Fireblocks: a transaction of operation `RAW`, which is looked at until it is signed, and
 * no longer than the signature is waited for. `PROGRAM_CALL`, by which Fireblocks sends, is never used.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID`
 */
export function createFireblocksSigner(settings: FireblocksSignerSettings): RemoteSigner {
  const { apiKey, privateKeyPem, vaultAccountId, assetId = 'SOL' } = settings;
  const { apiAddress: apiBaseUrl = FIREBLOCKS_ADDRESS, signTimeoutMs = SIGN_TIMEOUT_MS } = settings;
  return createKeychainSigner({
    ...settings,
    name: `fireblocks ${signerHost('apiAddress', apiBaseUrl)}`,
    packageName: '@solana/keychain-fireblocks@0.2.1',
    connect: async () => {
      const { FireblocksSigner } = await import('@solana/keychain-fireblocks');
      const signer = new FireblocksSigner({
        apiKey,
        privateKeyPem,
        vaultAccountId,
        assetId,
        apiBaseUrl,
        pollIntervalMs: POLL_INTERVAL_MS,
        maxPollAttempts: Math.max(1, Math.ceil(signTimeoutMs / POLL_INTERVAL_MS)),
        useProgramCall: false,
      });
      await signer.init();
      return signer;
    },
  });
}
