import { STATUS_CODES } from 'node:http';

import type { Reply, RpcCall } from './exchange.ts';
import { stringifyJson, type JsonRecord, type JsonValue } from './jsonValue.ts';

/** Headers that speak of one connection or of the length of the body, which may have changed. */
const DROPPED_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

/** Puts another body into an answer. */
export function withBody(reply: Reply, text: string): Reply {
  return { ...reply, body: Buffer.from(text, 'utf8') };
}

/** Leaves out the headers that a proxy has to write itself. */
export function endToEndHeaders(
  headers: readonly string[],
  dropped: ReadonlySet<string> = DROPPED_HEADERS,
): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name = '', value = ''] = headers.slice(index, index + 2);
    if (!dropped.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

/** An answer of the proxy's own, in JSON. */
export function jsonReply(value: JsonValue, headers: readonly string[] = []): Reply {
  return {
    status: 200,
    headers: ['content-type', 'application/json; charset=utf-8', ...headers],
    body: Buffer.from(stringifyJson(value), 'utf8'),
  };
}

/** The body of an answer with a result. */
export function resultBody(call: Pick<RpcCall, 'id'>, result: JsonValue): JsonRecord {
  return { jsonrpc: '2.0', result, id: call.id };
}

/** The body of an answer with an error. */
export function errorBody(
  call: Pick<RpcCall, 'id'>,
  error: { readonly code: number; readonly message: string; readonly data?: JsonValue | undefined },
): JsonRecord {
  const { code, message, data } = error;
  const details = data === undefined ? {} : { data };
  return { jsonrpc: '2.0', error: { code: BigInt(code), message, ...details }, id: call.id };
}

/** An answer with an HTTP status and a short text. */
export function statusReply(options: {
  readonly status: number;
  readonly retryAfterSeconds?: number | undefined;
  readonly body?: string | undefined;
}): Reply {
  const { status, retryAfterSeconds, body } = options;
  const retryAfter =
    retryAfterSeconds === undefined ? [] : ['retry-after', String(retryAfterSeconds)];
  return {
    status,
    headers: ['content-type', 'text/plain; charset=utf-8', ...retryAfter],
    body: Buffer.from(body ?? STATUS_CODES[status] ?? 'Error', 'utf8'),
  };
}
