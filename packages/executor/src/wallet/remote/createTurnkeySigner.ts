import type { RemoteSigner } from '../walletSigner.ts';
import { createKeychainSigner, type RemoteSignerSettings } from './keychainSigner.ts';
import { signerHost } from './signerHost.ts';

/** Where Turnkey answers. */
const TURNKEY_ADDRESS = 'https://api.turnkey.com';

/** A Solana key at Turnkey, and the API key that may sign raw payloads with it. */
export interface TurnkeySignerSettings extends RemoteSignerSettings {
  readonly organizationId: string;
  /** Id or address of the key. */
  readonly privateKeyId: string;
  /** Public half of the API key: 33 bytes of P-256, hexadecimal. */
  readonly apiPublicKey: string;
  /** Secret half of the API key, hexadecimal. */
  readonly apiPrivateKey: string;
  /** @defaultValue `https://api.turnkey.com` */
  readonly apiAddress?: string;
}

/**
 * Signs with Turnkey: the activity `sign_raw_payload`, so that Turnkey sees bytes and no transaction.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID`
 */
export function createTurnkeySigner(settings: TurnkeySignerSettings): RemoteSigner {
  const { organizationId, privateKeyId, apiPublicKey, apiPrivateKey, publicKey } = settings;
  const { apiAddress: apiBaseUrl = TURNKEY_ADDRESS } = settings;
  return createKeychainSigner({
    ...settings,
    name: `turnkey ${signerHost('apiAddress', apiBaseUrl)}`,
    packageName: '@solana/keychain-turnkey@0.2.1',
    connect: async () => {
      const { TurnkeySigner } = await import('@solana/keychain-turnkey');
      const keys = { privateKeyId, apiPublicKey, apiPrivateKey };
      return new TurnkeySigner({ ...keys, organizationId, publicKey, apiBaseUrl });
    },
  });
}
