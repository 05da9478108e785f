import { createHash } from 'node:crypto';

import { getBase58Encoder, type Signature } from '@solana/kit';

import { checkTip } from './checkTip.ts';
import {
  decodeTransactions,
  UNSIGNED_OR_DUPLICATE,
  type DecodedTransaction,
  type TransactionEncoding,
} from './decodeTransactions.ts';
import { JitoRefusal } from './jitoRefusal.ts';

/** Most transactions in one bundle. */
const BUNDLE_TRANSACTIONS_MAX = 5;

/** Transactions that take effect together, in order, or not at all. */
export interface Bundle {
  /** Lower-case hex SHA-256 over the signatures. */
  readonly id: string;
  readonly transactions: readonly DecodedTransaction[];
}

/**
 * Reads a bundle and checks everything that can be told from its bytes.
 *
 * @throws JitoRefusal with the block engine's own message
 */
export function readBundle(texts: readonly string[], encoding: TransactionEncoding): Bundle {
  if (texts.length === 0) throw new JitoRefusal('bundle contains no transactions');
  if (texts.length > BUNDLE_TRANSACTIONS_MAX) {
    throw new JitoRefusal(
      `bundle exceeds max transaction length: ${texts.length} of ${BUNDLE_TRANSACTIONS_MAX}`,
    );
  }
  const transactions = decodeTransactions(texts, encoding);
  const signatures = transactions.map(({ signature }) => signature);
  if (new Set(signatures).size < signatures.length) throw new JitoRefusal(UNSIGNED_OR_DUPLICATE);
  checkTip(transactions.map(({ message }) => message));
  return { id: computeBundleId(signatures), transactions };
}

/** Derives a bundle's id from its signatures' bytes, in order. */
export function computeBundleId(signatures: readonly Signature[]): string {
  const hash = createHash('sha256');
  for (const signature of signatures)
    hash.update(getBase58Encoder().encode(signature) as Uint8Array);
  return hash.digest('hex');
}
