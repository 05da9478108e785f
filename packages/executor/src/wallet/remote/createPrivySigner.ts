import type { RemoteSigner } from '../walletSigner.ts';
import { createKeychainSigner, type RemoteSignerSettings } from './keychainSigner.ts';
import { signerHost } from './signerHost.ts';

/** Where Privy answers. */
const PRIVY_ADDRESS = 'https://api.privy.io/v1';

/** A Solana wallet at Privy, and the application that may use it. */
export interface PrivySignerSettings extends RemoteSignerSettings {
  readonly appId: string;
  readonly appSecret: string;
  readonly walletId: string;
  /** @defaultValue `https://api.privy.io/v1` */
  readonly apiAddress?: string;
}

/**
 * Signs with Privy: the method `signMessage`, never `signTransaction` or `signAndSendTransaction`.
 * The address of the wallet is read once and has to be the configured one.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID`
 */
export function createPrivySigner(settings: PrivySignerSettings): RemoteSigner {
  const { appId, appSecret, walletId, apiAddress: apiBaseUrl = PRIVY_ADDRESS } = settings;
  return createKeychainSigner({
    ...settings,
    name: `privy ${signerHost('apiAddress', apiBaseUrl)}`,
    packageName: '@solana/keychain-privy@0.2.1',
    connect: async () => {
      const { PrivySigner } = await import('@solana/keychain-privy');
      return PrivySigner.create({ appId, appSecret, walletId, apiBaseUrl });
    },
  });
}
