import type { Exchange, Reply } from '../faults/proxy/exchange.ts';
import { parseJson, stringifyJson, type JsonValue } from '../faults/proxy/jsonValue.ts';
import { jsonReply } from '../faults/proxy/reply.ts';
import type { ChainReader } from '../faults/view/chainReader.ts';

/** A JSON-RPC request as a proxy reads it. */
export function createExchange(
  method: string,
  params: readonly JsonValue[] = [],
  target: Exchange['target'] = 'rpc',
): Exchange {
  const id = 1;
  return {
    target,
    method,
    verb: 'POST',
    path: '/',
    headers: ['content-type', 'application/json'],
    body: Buffer.from(stringifyJson({ jsonrpc: '2.0', id, method, params })),
    call: { id, method, params },
  };
}

/** The answer of a node with a result. */
export function createReply(result: JsonValue): Reply {
  return jsonReply({ jsonrpc: '2.0', result, id: 1n });
}

/** The body of an answer, its integers exact. */
export function bodyOf({ body }: Reply): JsonValue | undefined {
  return parseJson(body.toString('utf8'));
}

/** A chain that stands still. */
export function createFakeReader(slots: {
  readonly processed: bigint;
  readonly finalized: bigint;
  readonly gap?: bigint;
}): ChainReader {
  return {
    readSlot: (commitment) => Promise.resolve(slots[commitment]),
    hasReached: (commitment, slot) => Promise.resolve(slot <= slots[commitment]),
    readHeightGap: () => Promise.resolve(slots.gap ?? 0n),
    close: () => undefined,
  };
}
