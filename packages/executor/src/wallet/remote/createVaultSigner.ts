import type { RemoteSigner } from '../walletSigner.ts';
import { createKeychainSigner, type RemoteSignerSettings } from './keychainSigner.ts';
import { signerHost } from './signerHost.ts';

/** A key of type `ed25519` in the transit engine of HashiCorp Vault, mounted at `transit`. */
export interface VaultSignerSettings extends RemoteSignerSettings {
  /** Address of the server, https; http on this machine alone. */
  readonly vaultAddress: string;
  /** Token whose policy allows `update` on `transit/sign/<keyName>` and nothing else. */
  readonly vaultToken: string;
  /** Name of the key. It must not be exportable. */
  readonly keyName: string;
}

/**
 * Signs with HashiCorp Vault. A key that was rotated is another wallet: signatures of its second
 * version are refused.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID`
 *
 * @example
 * ```ts
 * const signer = createVaultSigner({
 *   vaultAddress: 'https://vault.example:8200', vaultToken, keyName: 'trading', publicKey,
 * });
 * ```
 */
export function createVaultSigner(settings: VaultSignerSettings): RemoteSigner {
  const { vaultAddress, vaultToken, keyName, publicKey } = settings;
  return createKeychainSigner({
    ...settings,
    name: `vault ${signerHost('vaultAddress', vaultAddress)}`,
    packageName: '@solana/keychain-vault@0.2.1',
    connect: async () => {
      const { VaultSigner } = await import('@solana/keychain-vault');
      const vaultAddr = vaultAddress;
      return new VaultSigner({
        vaultAddr,
        vaultToken,
        keyName: encodeURIComponent(keyName),
        publicKey,
      });
    },
  });
}
