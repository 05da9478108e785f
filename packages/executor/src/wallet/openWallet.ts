import { address } from '@solana/kit';

import type { CompiledConfig, SignerPlace } from '../config/compileConfig.ts';
import { keystoreMachineOf } from './keystore.ts';
import { openKeystore, readKeystoreHeader } from './keystoreFile.ts';
import { createLockedSigner } from './lockedSigner.ts';
import { readKeypairFile } from './readKeypairFile.ts';
import { readPassphraseFile } from './readPassphraseFile.ts';
import { readSecretFile } from './readSecretFile.ts';
import { createProcessSigner } from './remote/createProcessSigner.ts';
import { createServiceSigner } from './remote/createServiceSigner.ts';
import type { Secret } from './secret.ts';
import type { LocalSigner, WalletSigner } from './walletSigner.ts';

/** What decides which wallet is used, and how it is opened. */
export type WalletConfig = Pick<
  CompiledConfig,
  | 'cluster'
  | 'dryRun'
  | 'keypairPath'
  | 'keystorePassphrase'
  | 'keystorePassphraseFile'
  | 'keystorePath'
  | 'platform'
  | 'signer'
  | 'signerPlace'
  | 'telemetry'
>;

/**
 * Opens the wallet that the configuration names.
 *
 * @returns `undefined` when it names none.
 * @throws ExecutionError `WALLET__*`
 */
export function openWallet(config: WalletConfig): WalletSigner | undefined {
  const { keypairPath, keystorePath, platform, signer: given } = config;
  if (given !== undefined) return given;
  if (config.signerPlace !== undefined) return openSigner(config, config.signerPlace);
  if (keystorePath !== undefined) return openKeystoreOf(config, keystorePath);
  if (keypairPath === undefined) return undefined;
  const signer = readKeypairFile(keypairPath, platform);
  if (!config.dryRun) warnOfPlainKey(config, keypairPath);
  return signer;
}

function openKeystoreOf(config: WalletConfig, path: string): LocalSigner {
  const machine = keystoreMachineOf(config.platform);
  // A file that cannot be used is told before anybody is asked for a passphrase.
  const { address } = readKeystoreHeader(path, machine);
  const passphrase = passphraseFor(config);
  // Nothing is signed in dry-run, so a rehearsal does not need to know the passphrase.
  if (passphrase === undefined) return createLockedSigner(address);
  try {
    return openKeystore(path, passphrase, machine);
  } finally {
    passphrase.dispose();
  }
}

/** A rehearsal asks nobody for a signature, and so needs no secret. */
function openSigner(
  { dryRun, platform }: WalletConfig,
  { at, publicKey, secretFile }: SignerPlace,
): WalletSigner {
  if (dryRun) return createLockedSigner(address(publicKey));
  const { keystore: files } = keystoreMachineOf(platform);
  const secret = secretFile === undefined ? undefined : readSecretFile(secretFile, files);
  if (at.kind === 'service') {
    const text = secret?.use((bytes) => new TextDecoder().decode(bytes));
    secret?.dispose();
    return createServiceSigner({ service: at.service, publicKey, secret: text });
  }
  if (secret === undefined) return createLockedSigner(address(publicKey));
  return createProcessSigner({ socketPath: at.socketPath, publicKey, secret }, platform);
}

function passphraseFor(config: WalletConfig): Secret | undefined {
  const { keystorePassphrase, keystorePassphraseFile, platform } = config;
  if (keystorePassphrase !== undefined) return keystorePassphrase();
  if (keystorePassphraseFile === undefined) return undefined;
  return readPassphraseFile(keystorePassphraseFile, keystoreMachineOf(platform).keystore);
}

function warnOfPlainKey({ cluster, telemetry }: WalletConfig, path: string): void {
  telemetry?.emitEvent({
    name: 'execution.wallet.not_encrypted',
    // On a chain of one's own the key guards nothing.
    level: cluster === 'sandbox' ? 'info' : 'warn',
    message:
      `The key file ${path} is not encrypted: who reads it owns the wallet. ` +
      'Encrypt it with quantbot keys import.',
    context: { path },
  });
}
