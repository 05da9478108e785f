import { generateKeyPairSync } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createKeyPairSignerFromBytes, type KeyPairSigner } from '@solana/kit';

/** File of the first wallet in the sandbox's directory. */
const WALLET_FILE_NAME = 'sandbox-wallet.json';
const OWNER_ONLY = 0o600;

/** A wallet and the file that holds its key. */
export interface WrittenWallet {
  readonly signer: KeyPairSigner;
  readonly keypairPath: string;
}

/**
 * Makes a new key and writes it as `solana-keygen` does: a JSON array of 64 numbers, the secret
 * seed followed by the public key, readable by its owner alone.
 *
 * @param directory - where to write; a wallet an earlier sandbox left there is replaced
 * @param fileName - name of the file
 */
export async function writeWallet(
  directory: string,
  fileName: string = WALLET_FILE_NAME,
): Promise<WrittenWallet> {
  const bytes = generateKeyPairBytes();
  const keypairPath = join(directory, fileName);
  // A mode is applied only to files that are created, so an old file may not stay.
  await rm(keypairPath, { force: true });
  await writeFile(keypairPath, JSON.stringify([...bytes]), { mode: OWNER_ONLY, flag: 'wx' });
  return { signer: await createKeyPairSignerFromBytes(bytes), keypairPath };
}

function generateKeyPairBytes(): Uint8Array {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (d === undefined || x === undefined) {
    throw new Error('A generated Ed25519 key lacks its seed or public key; check this Node build.');
  }
  return Buffer.concat([Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]);
}
