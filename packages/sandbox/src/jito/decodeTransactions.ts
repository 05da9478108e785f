import {
  getBase58Encoder,
  getBase64Encoder,
  getBase64Decoder,
  getCompiledTransactionMessageDecoder,
  getSignatureFromTransaction,
  getTransactionDecoder,
  type CompiledTransactionMessage,
  type CompiledTransactionMessageWithLifetime,
  type Signature,
} from '@solana/kit';

import { JitoRefusal } from './jitoRefusal.ts';

/** Text encodings of a transaction. */
export type TransactionEncoding = 'base58' | 'base64';

/** A transaction as it was sent, and what it says. */
export interface DecodedTransaction {
  readonly signature: Signature;
  /** Wire bytes in base64, as the chain takes them. */
  readonly wire: string;
  readonly message: CompiledTransactionMessage & CompiledTransactionMessageWithLifetime;
}

/**
 * Decodes transactions in the order they were sent.
 *
 * @throws JitoRefusal for one that is not a transaction in the given encoding, or not fully signed
 */
export function decodeTransactions(
  texts: readonly string[],
  encoding: TransactionEncoding,
): DecodedTransaction[] {
  return texts.map((text, index) => {
    const decoded = decodeTransaction(text, encoding);
    if (decoded === undefined) {
      throw new JitoRefusal(`transaction #${index} could not be decoded`);
    }
    return decoded;
  });
}

function decodeTransaction(
  text: string,
  encoding: TransactionEncoding,
): DecodedTransaction | undefined {
  try {
    const encoder = encoding === 'base58' ? getBase58Encoder() : getBase64Encoder();
    const bytes = encoder.encode(text);
    const transaction = getTransactionDecoder().decode(bytes);
    const message = getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
    refuseUnsigned(Object.values(transaction.signatures));
    return {
      signature: getSignatureFromTransaction(transaction),
      wire: getBase64Decoder().decode(bytes),
      message,
    };
  } catch (cause) {
    if (cause instanceof JitoRefusal) throw cause;
    return undefined;
  }
}

function refuseUnsigned(signatures: readonly (Uint8Array | null)[]): void {
  if (signatures.every((signature) => signature?.some((byte) => byte !== 0))) return;
  throw new JitoRefusal(UNSIGNED_OR_DUPLICATE);
}

/** The one message the block engine has for both faults. */
export const UNSIGNED_OR_DUPLICATE =
  'bundles must not contain any duplicate transactions and every transaction must be signed';
