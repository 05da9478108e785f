import { ExecutionError } from '@quantbot/core';
import { getAddressDecoder } from '@solana/kit';

import type { Ed25519Key, ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { KeystorePlatform } from '../platform/keystorePlatform.ts';
import {
  KEYSTORE_COST,
  KEYSTORE_COST_BOUNDS,
  requireCost,
  type KeystoreCost,
  type KeystoreCostBounds,
} from './keystoreCost.ts';
import {
  headerText,
  hexOf,
  KEYSTORE_SIZES,
  keystoreText,
  parseKeystore,
  type Checksum,
  type KeystoreDocument,
  type KeystoreHeader,
} from './keystoreDocument.ts';
import type { Secret } from './secret.ts';

/** What sealing and opening need of the machine. */
export type KeystoreMachine = Pick<ExecutorPlatform, 'importEd25519Seed' | 'sha256'> & {
  readonly keystore: KeystorePlatform;
  /** Costs other than the product's. Tests alone bring some; no platform does. */
  readonly costs?: { readonly written: KeystoreCost; readonly bounds: KeystoreCostBounds };
};

/**
 * What of a platform keystores use.
 *
 * @throws ExecutionError `CONFIG__VALUE_MISSING` when the platform brings nothing for them
 */
export function keystoreMachineOf(platform: ExecutorPlatform): KeystoreFileMachine {
  const { keystore } = platform;
  if (keystore === undefined) {
    const reason = 'a keystore cannot be used without it';
    throw new ExecutionError('CONFIG__VALUE_MISSING', { name: 'platform.keystore', reason });
  }
  return {
    keystore,
    importEd25519Seed: (seed) => platform.importEd25519Seed(seed),
    sha256: (bytes) => platform.sha256(bytes),
    ensureDirectory: (path) => {
      platform.ensureDirectory(path);
    },
  };
}

/** What the files of keystores need of the machine. */
export type KeystoreFileMachine = KeystoreMachine & Pick<ExecutorPlatform, 'ensureDirectory'>;

/** A seed, and what is to open it. */
export interface SealingOrder {
  /** 32 bytes. */
  readonly seed: Uint8Array;
  readonly passphrase: Secret;
}

/** A keystore's text, where it comes from, and what is to open it. */
export interface OpeningOrder {
  /** For messages. */
  readonly path: string;
  readonly text: string;
  readonly passphrase: Secret;
}

const KEY_BYTES = 32;

/** Encrypts a seed. Salt and nonce are new each time. */
export function sealSeed(order: SealingOrder, machine: KeystoreMachine): string {
  const { seed, passphrase } = order;
  const { keystore } = machine;
  const cost = machine.costs?.written ?? KEYSTORE_COST;
  const salt = keystore.randomBytes(KEYSTORE_SIZES.salt);
  const keys = deriveKeys({ passphrase, cost, salt }, keystore);
  const { publicKey } = machine.importEd25519Seed(seed);
  const header: KeystoreHeader = {
    address: getAddressDecoder().decode(publicKey),
    cost,
    salt,
    passphraseCheck: keys.check,
    nonce: keystore.randomBytes(KEYSTORE_SIZES.nonce),
  };
  const sealedSeed = keystore.seal(boxOf(header, keys.encryption), seed);
  keys.encryption.fill(0);
  return keystoreText({ ...header, sealedSeed }, checksumWith(machine));
}

/**
 * Decrypts a seed, hands it to `work` and overwrites it.
 *
 * @throws ExecutionError `WALLET__KEYSTORE_*`, `WALLET__PASSPHRASE_WRONG`
 */
export function withSeed<Value>(
  order: OpeningOrder,
  machine: KeystoreMachine,
  work: (seed: Uint8Array, key: Ed25519Key) => Value,
): Value {
  const { path, text } = order;
  const document = parseKeystore(path, text, checksumWith(machine));
  requireCost(path, document.cost, machine.costs?.bounds ?? KEYSTORE_COST_BOUNDS);
  const seed = decryptSeed(document, order, machine.keystore);
  try {
    const key = machine.importEd25519Seed(seed);
    if (getAddressDecoder().decode(key.publicKey) !== document.address) {
      const reason = 'the key inside is not that of the address it names';
      throw new ExecutionError('WALLET__KEYSTORE_TAMPERED', { path, reason });
    }
    return work(seed, key);
  } finally {
    seed.fill(0);
  }
}

/** Reads the header of a keystore. Without a passphrase nothing proves it. */
export function readHeader(path: string, text: string, machine: KeystoreMachine): KeystoreHeader {
  return parseKeystore(path, text, checksumWith(machine));
}

function decryptSeed(
  document: KeystoreDocument,
  { path, passphrase }: OpeningOrder,
  keystore: KeystorePlatform,
): Uint8Array {
  const { encryption, check } = deriveKeys({ ...document, passphrase }, keystore);
  try {
    if (!keystore.isEqual(check, document.passphraseCheck)) {
      throw new ExecutionError('WALLET__PASSPHRASE_WRONG', { path });
    }
    const seed = keystore.open(boxOf(document, encryption), document.sealedSeed);
    if (seed !== undefined) return seed;
    const reason = 'its contents are not the ones that were encrypted';
    throw new ExecutionError('WALLET__KEYSTORE_TAMPERED', { path, reason });
  } finally {
    encryption.fill(0);
  }
}

interface Derivation {
  readonly passphrase: Secret;
  readonly cost: KeystoreCost;
  readonly salt: Uint8Array;
}

/**
 * One slow key, and two quick ones made of it that tell nothing of each other. The check binds the
 * file to one passphrase, and gives a guesser nothing that the tag of the cipher does not give him.
 */
function deriveKeys({ passphrase, cost, salt }: Derivation, keystore: KeystorePlatform) {
  const key = passphrase.use((bytes) =>
    keystore.stretchPassphrase({ passphrase: bytes, salt, ...cost, bytes: KEY_BYTES }),
  );
  const expand = (purpose: string, bytes: number): Uint8Array =>
    keystore.expandKey({ key, purpose, bytes });
  const encryption = expand('quantbot keystore encryption', KEY_BYTES);
  const check = expand('quantbot keystore passphrase check', KEYSTORE_SIZES.check);
  key.fill(0);
  return { encryption, check };
}

function boxOf(header: KeystoreHeader, key: Uint8Array) {
  const associatedData = new TextEncoder().encode(headerText(header));
  return { key, nonce: header.nonce, associatedData };
}

function checksumWith(machine: KeystoreMachine): Checksum {
  return (text) => hexOf(machine.sha256(new TextEncoder().encode(text)));
}
