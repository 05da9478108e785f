import type { IncomingMessage } from 'node:http';

import type { Exchange, RpcCall } from './exchange.ts';
import { asJsonList, isJsonRecord, parseJson, type JsonValue } from './jsonValue.ts';

/** Reads a request to its end. */
export async function readExchange(
  request: IncomingMessage,
  target: Exchange['target'],
): Promise<Exchange> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const path = request.url ?? '/';
  const call = target === 'venue' ? undefined : readCall(body.toString('utf8'));
  return {
    target,
    method: call?.method ?? path.replace(/\?.*$/su, ''),
    verb: request.method ?? 'GET',
    path,
    headers: request.rawHeaders,
    body,
    call,
  };
}

/** Reads a JSON-RPC call. A batch is none: the chain answers none either. */
export function readCall(text: string): RpcCall | undefined {
  const parsed = parseQuickly(text);
  if (!isJsonRecord(parsed)) return undefined;
  const { id, method, params } = parsed;
  if (typeof method !== 'string') return undefined;
  return { id: id ?? null, method, params: asJsonList(params) };
}

/** A number this long may not fit into a JavaScript number. */
const LONG_NUMBER = /\d{16}/u;

/** Exact parsing is many times slower, and hardly a request needs it. */
function parseQuickly(text: string): JsonValue | undefined {
  if (LONG_NUMBER.test(text)) return parseJson(text);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
