import type { Signature } from '@solana/kit';

import { decodeTransactions } from '../../jito/decodeTransactions.ts';
import type { Exchange } from './exchange.ts';
import { asJsonList, isJsonRecord, type JsonValue } from './jsonValue.ts';

/** Reads the first signature of each transaction that a call sends; none when it sends none. */
export function sentSignatures({
  target,
  call,
}: Pick<Exchange, 'target' | 'call'>): readonly Signature[] {
  const [first, options] = call?.params ?? [];
  if (call?.method === 'sendTransaction') return readSignatures([first], options);
  const isBundle = call?.method === 'sendBundle' && target === 'blockEngine';
  return isBundle ? readSignatures(asJsonList(first), options) : [];
}

function readSignatures(
  wires: readonly (JsonValue | undefined)[],
  options: JsonValue | undefined,
): readonly Signature[] {
  const texts = wires.filter((wire) => typeof wire === 'string');
  const isBase64 = isJsonRecord(options) && options['encoding'] === 'base64';
  try {
    const transactions = decodeTransactions(texts, isBase64 ? 'base64' : 'base58');
    return transactions.map(({ signature }) => signature);
  } catch {
    // Not what a node could have taken: the service says so itself.
    return [];
  }
}
