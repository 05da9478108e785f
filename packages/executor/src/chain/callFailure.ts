import {
  isSolanaError,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY,
} from '@solana/kit';

import { RpcThrottleError } from './rpcTransport.ts';

/** What a call that went wrong says about the endpoint. */
export type CallFailure =
  /** Too many calls; it wants to be left alone. */
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | undefined }
  /** It gave no usable answer: a timeout, a broken connection, a 5xx, malformed JSON. */
  | { readonly kind: 'failed' }
  /** It understood the call and said no: the endpoint itself is well. */
  | { readonly kind: 'answered' };

/** Reads a thrown error by its type and code, never by its words. */
export function callFailure(cause: unknown): CallFailure {
  if (cause instanceof RpcThrottleError) {
    return { kind: 'throttled', retryAfterMs: cause.retryAfterMs };
  }
  // A node that lags or is unhealthy is there, and of no use.
  const isUseless =
    isSolanaError(cause, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY) ||
    isSolanaError(cause, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED);
  // The codes of JSON-RPC are negative, those of the library's own errors are not.
  const isAnswer = isSolanaError(cause) && cause.context.__code < 0;
  return isAnswer && !isUseless ? { kind: 'answered' } : { kind: 'failed' };
}
