import type { Signature } from '@solana/kit';

import { decodeTransactions, type TransactionEncoding } from '../../jito/decodeTransactions.ts';
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
    return texts.map((text) => signatureOf(text, isBase64 ? 'base64' : 'base58'));
  } catch {
    // Not what a node could have taken: the service says so itself.
    return [];
  }
}

/** The same bytes are sent again and again, to every operator: decoding them once is enough. */
const known = new Map<string, Signature>();
const KNOWN_MAX = 1_000;

function signatureOf(text: string, encoding: TransactionEncoding): Signature {
  const remembered = known.get(`${encoding}:${text}`);
  if (remembered !== undefined) return remembered;
  const signature = decodeTransactions([text], encoding)[0]?.signature;
  if (signature === undefined) throw new TypeError('one text is one transaction');
  const [oldest] = known.keys();
  if (known.size >= KNOWN_MAX && oldest !== undefined) known.delete(oldest);
  known.set(`${encoding}:${text}`, signature);
  return signature;
}
