import { getAddressDecoder, type Address } from '@solana/kit';
import type { Fault } from '@quantbot/core';

import type { Ed25519Key } from '../platform/executorPlatform.ts';

/**
 * Signs for one wallet. Where the key is decides what has to be on disk before it is asked, so every
 * signer says it.
 */
export type WalletSigner = LocalSigner | RemoteSigner;

/** The key is in this process: a signature that is not written down does not exist. */
export interface LocalSigner {
  /** Says that nothing has to be written down before it is asked. */
  readonly kind: 'local';
  /** Wallet that it signs for. */
  readonly address: Address;
  /**
   * @param messageBytes - Compiled message of an approved transaction.
   * @returns the 64-byte signature.
   */
  sign(messageBytes: Uint8Array): Promise<Uint8Array>;
}

/**
 * The key is elsewhere: what was asked may be signed, whatever is heard of it. Its signature is
 * checked against the message before it is used.
 */
export interface RemoteSigner {
  /** Says that the message has to be on disk before it is asked. */
  readonly kind: 'remote';
  /** Who it is, for people: the kind of service and its host, without secrets. */
  readonly name: string;
  /** Wallet that it signs for. */
  readonly address: Address;
  /** Milliseconds after which its answer is not waited for, and not used, any more. */
  readonly signTimeoutMs: number;
  /**
   * Signs and hands back, and never sends.
   *
   * @param messageBytes - Compiled message of an approved transaction.
   * @param signal - Aborts when nobody waits any more.
   * @returns the 64-byte signature, or a `SIGN__*` fault without any secret.
   */
  sign(messageBytes: Uint8Array, signal: AbortSignal): Promise<Uint8Array | Fault>;
}

/** How long a remote signer is waited for when nothing else is said, milliseconds. */
export const SIGN_TIMEOUT_MS = 5_000;

/** Signs with a key held in this process. */
export function createKeypairSigner(key: Ed25519Key): LocalSigner {
  return {
    kind: 'local',
    address: getAddressDecoder().decode(key.publicKey),
    sign: async (messageBytes) => key.sign(messageBytes),
  };
}
