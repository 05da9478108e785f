import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { getAddressDecoder } from '@solana/kit';

const OWNER_ONLY = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;

/** A wallet and the file that holds its key. */
export interface ModelWallet {
  readonly address: string;
  /** `solana-keygen` file. */
  readonly keypairPath: string;
}

/** What a model server leaves on disk for its clients. */
export interface ModelFiles {
  readonly directory: string;
  readonly configPath: string;
  readonly wallets: readonly ModelWallet[];
  /** Removes the directory, unless the caller named it. */
  remove(): Promise<void>;
}

/** What to write. */
export interface ModelFilesPlan {
  /** Created when missing, and kept; a fresh temporary one when absent. */
  readonly directory: string | undefined;
  readonly walletCount: number;
  /** Execution configuration. */
  readonly config: object;
}

/** Writes fresh keys and the configuration, readable by their owner alone. */
export async function writeModelFiles(plan: ModelFilesPlan): Promise<ModelFiles> {
  const isKept = plan.directory !== undefined;
  const directory = isKept
    ? resolve(plan.directory)
    : await mkdtemp(join(tmpdir(), 'quantbot-model-'));
  await mkdir(directory, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
  const configPath = join(directory, 'config.json');
  await writeFile(configPath, `${JSON.stringify(plan.config, null, 2)}\n`, { mode: OWNER_ONLY });
  const wallets: ModelWallet[] = [];
  for (let number = 1; number <= plan.walletCount; number += 1) {
    wallets.push(await writeWallet(directory, number));
  }
  return {
    directory,
    configPath,
    wallets,
    remove: async () => {
      if (!isKept) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** As `solana-keygen` writes it: an array of 64 numbers, the seed followed by the public key. */
async function writeWallet(directory: string, number: number): Promise<ModelWallet> {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (d === undefined || x === undefined) {
    throw new Error('A generated Ed25519 key lacks its seed or public key; check this Node build.');
  }
  const publicKey = Buffer.from(x, 'base64url');
  const name = number === 1 ? 'sandbox-wallet.json' : `sandbox-wallet-${number}.json`;
  const keypairPath = join(directory, name);
  const text = JSON.stringify([...Buffer.from(d, 'base64url'), ...publicKey]);
  // A mode is applied only to files that are created, so an old file may not stay.
  await rm(keypairPath, { force: true });
  await writeFile(keypairPath, text, { mode: OWNER_ONLY, flag: 'wx' });
  return { address: getAddressDecoder().decode(publicKey), keypairPath };
}
