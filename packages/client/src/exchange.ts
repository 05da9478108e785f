import { reasonOf } from '@quantbot/core';

import type { CompiledOptions } from './clientOptions.ts';
import { readBody } from './readBody.ts';
import { retryAfterMs } from './retryAfterMs.ts';

/** What a request is made of. */
export interface ServerRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Begins with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Milliseconds until it counts as lost. */
  readonly timeoutMs: number;
}

/** What the server answered. */
export interface ServerReply {
  readonly kind: 'reply';
  readonly status: number;
  /** Parsed JSON, `undefined` when the body is none. */
  readonly body: unknown;
  /** Milliseconds the server asks to wait. */
  readonly retryAfterMs: number | undefined;
}

/** No answer. */
export interface LostReply {
  readonly kind: 'lost';
  readonly reason: string;
  /** False only when no connection was made, so that the server has nothing of the request. */
  readonly mayHaveArrived: boolean;
}

/**
 * Codes of a connection that was never made, with the call that has to have failed: a network may
 * also be lost under a connection that has carried the request. Everything else may have carried it
 * too: a reset or a timeout tells nothing of what arrived before it.
 */
const NEVER_CONNECTED: ReadonlyMap<string, string | undefined> = new Map([
  ['ECONNREFUSED', 'connect'],
  ['EHOSTUNREACH', 'connect'],
  ['ENETUNREACH', 'connect'],
  ['ENOTFOUND', 'getaddrinfo'],
  ['EAI_AGAIN', 'getaddrinfo'],
  ['UND_ERR_CONNECT_TIMEOUT', undefined],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined],
  ['SELF_SIGNED_CERT_IN_CHAIN', undefined],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined],
  ['CERT_HAS_EXPIRED', undefined],
  ['ERR_TLS_CERT_ALTNAME_INVALID', undefined],
]);
const CAUSE_DEPTH_MAX = 8;

/** Makes one request and answers what came of it. Never rejects: the caller may have a trade open. */
export async function exchange(
  options: CompiledOptions,
  request: ServerRequest,
): Promise<ServerReply | LostReply> {
  const { platform } = options;
  const token = readToken(options);
  if (typeof token !== 'string') return token;
  const { signal, release } = platform.abortAfter(request.timeoutMs);
  try {
    const response = await platform.fetch(`${options.url}${request.path}`, {
      method: request.method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      // Followed, a redirection would hand the token to another host.
      redirect: 'manual',
      signal,
    });
    return {
      kind: 'reply',
      status: response.status,
      body: await readBody(response),
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), platform.untilDateMs),
    };
  } catch (cause) {
    return {
      kind: 'lost',
      reason: reasonOf(cause).replaceAll(token, '…'),
      mayHaveArrived: !isNeverConnected(cause, CAUSE_DEPTH_MAX),
    };
  } finally {
    release();
  }
}

function readToken({ token }: CompiledOptions): string | LostReply {
  try {
    return token();
  } catch (cause) {
    return { kind: 'lost', reason: reasonOf(cause), mayHaveArrived: false };
  }
}

function isNeverConnected(cause: unknown, depth: number): boolean {
  if (!(cause instanceof Error) || depth === 0) return false;
  // Several addresses of one host are tried in turn: all of them have to be of that kind.
  if (cause instanceof AggregateError && cause.errors.length > 0) {
    return cause.errors.every((error) => isNeverConnected(error, depth - 1));
  }
  if ('code' in cause && typeof cause.code === 'string' && NEVER_CONNECTED.has(cause.code)) {
    const failed = NEVER_CONNECTED.get(cause.code);
    return failed === undefined || ('syscall' in cause && cause.syscall === failed);
  }
  return isNeverConnected(cause.cause, depth - 1);
}
