import { getBase58Decoder } from '@solana/kit';

import { approvedBytes, type ApprovedTransaction } from '../transaction/approvedTransaction.ts';
import { signedWire } from '../transaction/wireTransaction.ts';
import type { LocalSigner } from '../wallet/walletSigner.ts';

/** A signed transaction that nobody else has seen yet. */
export interface SignedTransaction {
  /** Name of the transaction on chain, base58. */
  readonly signature: string;
  /** Bytes to send, always these and no others. */
  readonly wire: Uint8Array;
}

const base58 = getBase58Decoder();

/**
 * Signs what the sign policy has approved. The type keeps anything else from getting here, and the
 * bytes are read once more.
 */
export async function signAttempt(
  signer: LocalSigner,
  transaction: ApprovedTransaction,
): Promise<SignedTransaction> {
  const messageBytes = approvedBytes(transaction);
  return signedTransaction(messageBytes, await signer.sign(messageBytes));
}

/** Puts a message and its signature together. */
export function signedTransaction(
  messageBytes: Uint8Array,
  signature: Uint8Array,
): SignedTransaction {
  return {
    signature: base58.decode(signature),
    wire: signedWire(messageBytes, signature),
  };
}
