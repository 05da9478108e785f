import { getAddressDecoder, type Address } from '@solana/kit';

import type { Ed25519Key } from '../platform/executorPlatform.ts';

/** Signs for one wallet. */
export interface WalletSigner {
  readonly address: Address;
  /**
   * @param messageBytes - Compiled message of an approved transaction.
   * @returns the 64-byte signature.
   */
  sign(messageBytes: Uint8Array): Promise<Uint8Array>;
}

/** Signs with a key held in this process. */
export function createKeypairSigner(key: Ed25519Key): WalletSigner {
  return {
    address: getAddressDecoder().decode(key.publicKey),
    sign: async (messageBytes) => key.sign(messageBytes),
  };
}
