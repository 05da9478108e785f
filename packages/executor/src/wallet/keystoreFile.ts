import { ExecutionError } from '@quantbot/core';
import type { Address } from '@solana/kit';

import type { WriteOutcome } from '../platform/keystorePlatform.ts';
import {
  readHeader,
  sealSeed,
  withSeed,
  type KeystoreFileMachine,
  type KeystoreMachine,
} from './keystore.ts';
import type { KeystoreCost } from './keystoreCost.ts';
import { KEYSTORE_BYTES_MAX } from './keystoreDocument.ts';
import { requireStrength } from './passphrase.ts';
import { requireGuarded, requireGuardedDirectory } from './requireGuarded.ts';
import type { Secret } from './secret.ts';
import { createKeypairSigner, type LocalSigner } from './walletSigner.ts';

/** A keystore that is to be written. */
export interface NewKeystore {
  readonly path: string;
  /** Directory of the path, made with mode 0700 when it is not there. */
  readonly directory: string;
  /** 32 bytes; a new key is drawn when absent. Overwritten. */
  readonly seed?: Uint8Array;
  readonly passphrase: Secret;
}

/** Another passphrase for a keystore. */
export interface PassphraseChange {
  readonly path: string;
  readonly passphrase: Secret;
  readonly newPassphrase: Secret;
}

const SEED_BYTES = 32;

/**
 * Writes a keystore, after opening what is to be written once. Never writes over a file.
 *
 * @returns the address of its wallet.
 * @throws ExecutionError `WALLET__*`
 */
export function createKeystore(order: NewKeystore, machine: KeystoreFileMachine): Address {
  const { path, directory, passphrase, seed = machine.keystore.randomBytes(SEED_BYTES) } = order;
  try {
    requireStrength(passphrase);
    machine.ensureDirectory(directory);
    requireGuardedDirectory(machine.keystore.inspectDirectory(directory));
    const text = sealedAndTried({ path, seed, passphrase }, machine);
    requireWritten(path, machine.keystore.create(path, text));
    // Read from the disk again: the directory counts as much as what was written.
    return readKeystoreHeader(path, machine).address;
  } finally {
    seed.fill(0);
  }
}

/**
 * Encrypts the key of a keystore anew, under another passphrase, and puts it in the file's place at
 * once. Copies of the old file stay as they are, and open by the old passphrase.
 *
 * @returns the address of its wallet.
 * @throws ExecutionError `WALLET__*`; then the file is as it was
 */
export function changeKeystorePassphrase(
  { path, passphrase, newPassphrase }: PassphraseChange,
  machine: KeystoreFileMachine,
): Address {
  requireStrength(newPassphrase);
  const text = readGuardedText(path, machine);
  const changed = withSeed({ path, text, passphrase }, machine, (seed) =>
    sealedAndTried({ path, seed, passphrase: newPassphrase }, machine),
  );
  requireWritten(path, machine.keystore.replace(path, changed));
  return readKeystoreHeader(path, machine).address;
}

/**
 * Opens a keystore.
 *
 * @returns who signs with its key. The seed is not kept.
 * @throws ExecutionError `WALLET__*`
 */
export function openKeystore(
  path: string,
  passphrase: Secret,
  machine: KeystoreMachine,
): LocalSigner {
  const text = readGuardedText(path, machine);
  const order = { path, text, passphrase };
  return withSeed(order, machine, (_seed, key) => createKeypairSigner(key));
}

/**
 * Reads what a keystore says of itself without a passphrase. Nothing proves that it is true.
 *
 * @throws ExecutionError `WALLET__*`
 */
export function readKeystoreHeader(
  path: string,
  machine: KeystoreMachine,
): { readonly address: Address; readonly cost: KeystoreCost } {
  const { address, cost } = readHeader(path, readGuardedText(path, machine), machine);
  return { address, cost };
}

/** What cannot be opened is not written. */
function sealedAndTried(
  order: { readonly path: string; readonly seed: Uint8Array; readonly passphrase: Secret },
  machine: KeystoreMachine,
): string {
  const { path, passphrase } = order;
  const text = sealSeed(order, machine);
  withSeed({ path, text, passphrase }, machine, () => undefined);
  return text;
}

function readGuardedText(path: string, { keystore }: KeystoreMachine): string {
  const reading = keystore.read(path, KEYSTORE_BYTES_MAX);
  if (reading.kind === 'missing') throw new ExecutionError('WALLET__FILE_MISSING', { path });
  if (reading.kind === 'unreadable') {
    throw new ExecutionError('WALLET__FILE_UNREADABLE', { path, reason: reading.reason });
  }
  requireGuarded(reading);
  // Every byte counts, a mark of byte order included.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(reading.bytes);
}

function requireWritten(path: string, outcome: WriteOutcome): void {
  if (outcome.kind === 'exists') throw new ExecutionError('WALLET__KEYSTORE_EXISTS', { path });
  if (outcome.kind === 'failed') {
    throw new ExecutionError('WALLET__KEYSTORE_UNWRITABLE', { path, reason: outcome.reason });
  }
}
