import type { FaultAction, FaultOf } from '../plan/faultAction.ts';
import type { Exchange, Reply } from './exchange.ts';
import { isJsonRecord, parseJson, stringifyJson, type JsonValue } from './jsonValue.ts';
import { withBody } from './reply.ts';

const HTML = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

/** Breaks the form of an answer. @returns the same object when the action is no such fault */
export function corruptReply(exchange: Exchange, reply: Reply, action: FaultAction): Reply {
  if (action.kind === 'malformed') {
    return withBody(reply, malform(reply.body.toString('utf8'), action.how));
  }
  if (action.kind === 'wrongTypes') return changeResult(exchange, reply, swapTypes);
  if (action.kind !== 'replaceResult') return reply;
  return changeResult(exchange, reply, () => action.result);
}

/** Breaks JSON text in the given way. */
export function malform(text: string, how: FaultOf<'malformed'>['how']): string {
  if (how === 'html') return HTML;
  return how === 'empty' ? '' : text.slice(0, Math.floor(text.length / 2));
}

/**
 * Gives every value a type that it must not have. A value in context keeps its context, and the
 * fields of an object are swapped rather than the object, so that the answer looks right at first.
 */
export function swapTypes(value: JsonValue): JsonValue {
  if (!isJsonRecord(value)) return swapType(value);
  if ('context' in value && 'value' in value) return { ...value, value: swapTypes(value['value']) };
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, swapType(field)]));
}

function swapType(value: JsonValue): JsonValue {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return 7n;
  if (typeof value === 'boolean') return String(value);
  if (value === null) return {};
  return Array.isArray(value) ? {} : [];
}

/** The result is what a JSON-RPC answer holds, and the whole of any other. */
function changeResult(
  { target }: Exchange,
  reply: Reply,
  change: (result: JsonValue) => JsonValue,
): Reply {
  const body = parseJson(reply.body.toString('utf8'));
  if (body === undefined) return reply;
  if (target === 'venue') return withBody(reply, stringifyJson(change(body)));
  if (!isJsonRecord(body) || body['result'] === undefined) return reply;
  return withBody(reply, stringifyJson({ ...body, result: change(body['result']) }));
}
