import {
  isJsonRecord,
  parseJson,
  stringifyJson,
  type JsonRecord,
  type JsonValue,
} from './jsonValue.ts';

/** What a message on a socket is: a call of the client, an answer to one, or a notification. */
export type SocketMessage =
  | { readonly kind: 'call'; readonly id: JsonValue; readonly method: string }
  | { readonly kind: 'answer'; readonly id: JsonValue; readonly result: JsonValue | undefined }
  | { readonly kind: 'notification'; readonly method: string; readonly subscription: JsonValue }
  | { readonly kind: 'other' };

/** Reads what a message is. */
export function readSocketMessage(text: string): SocketMessage {
  const message = parseJson(text);
  if (!isJsonRecord(message)) return { kind: 'other' };
  const { id, method, params, result } = message;
  if (typeof method === 'string') {
    if (id !== undefined) return { kind: 'call', id, method };
    const subscription = isJsonRecord(params) ? (params['subscription'] ?? null) : null;
    return { kind: 'notification', method, subscription };
  }
  return id === undefined ? { kind: 'other' } : { kind: 'answer', id, result };
}

/**
 * Changes what a notification tells.
 *
 * @returns the same text when nothing changes
 */
export function changeNotification(text: string, change: (result: JsonValue) => JsonValue): string {
  const message = parseJson(text);
  const params = isJsonRecord(message) ? message['params'] : undefined;
  if (!isJsonRecord(message) || !isJsonRecord(params)) return text;
  const { result } = params;
  if (result === undefined) return text;
  const changed = change(result);
  if (changed === result) return text;
  const altered: JsonRecord = { ...message, params: { ...params, result: changed } };
  return stringifyJson(altered);
}
