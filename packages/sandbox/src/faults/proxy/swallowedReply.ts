import type { Signature } from '@solana/kit';

import { computeBundleId } from '../../jito/bundle.ts';
import { decodeTransactions } from '../../jito/decodeTransactions.ts';
import type { Exchange, Reply } from './exchange.ts';
import { asJsonList, isJsonRecord, type JsonValue } from './jsonValue.ts';
import { jsonReply, resultBody } from './reply.ts';

/**
 * Answers a send as if it had been taken, from its bytes alone.
 *
 * @returns `undefined` for what is not a send, or not one that a node could have taken
 */
export function swallowedReply({ target, call }: Exchange): Reply | undefined {
  if (call === undefined) return undefined;
  const [first, options] = call.params;
  if (call.method === 'sendTransaction' && typeof first === 'string') {
    const signatures = readSignatures([first], options);
    const [signature] = signatures;
    if (signature === undefined) return undefined;
    const headers = target === 'blockEngine' ? ['x-bundle-id', computeBundleId(signatures)] : [];
    return jsonReply(resultBody(call, signature), headers);
  }
  if (call.method !== 'sendBundle' || target !== 'blockEngine') return undefined;
  const wires = asJsonList(first).filter((wire) => typeof wire === 'string');
  const signatures = readSignatures(wires, options);
  if (signatures.length === 0) return undefined;
  return jsonReply(resultBody(call, computeBundleId(signatures)));
}

function readSignatures(wires: readonly string[], options: JsonValue | undefined): Signature[] {
  const isBase64 = isJsonRecord(options) && options['encoding'] === 'base64';
  try {
    const transactions = decodeTransactions(wires, isBase64 ? 'base64' : 'base58');
    return transactions.map(({ signature }) => signature);
  } catch {
    return [];
  }
}
