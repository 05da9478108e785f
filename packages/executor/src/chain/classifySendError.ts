import {
  isSolanaError,
  SOLANA_ERROR__JSON_RPC__INVALID_PARAMS,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_TRANSACTION_SIGNATURE_VERIFICATION_FAILURE,
  SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED,
} from '@solana/kit';
import { reasonOf } from '@quantbot/core';

import { callFailure } from './callFailure.ts';
import type { SendAnswer } from './chainNode.ts';

/**
 * Says what a failed send means for the bytes. Only the shape of the answer counts, never its
 * words: two codes tell that this node cannot use the bytes, everything else (a timeout, a 429, a
 * lost reply, a node that is behind, an answer nobody understands) leaves open whether it has them.
 * "Already processed" is a hint to look: it means a landing in that node's bank, if it is true.
 */
export function classifySendError(cause: unknown): SendAnswer {
  const reason = reasonOf(cause);
  const malformed =
    isSolanaError(cause, SOLANA_ERROR__JSON_RPC__INVALID_PARAMS) ||
    isSolanaError(
      cause,
      SOLANA_ERROR__JSON_RPC__SERVER_ERROR_TRANSACTION_SIGNATURE_VERIFICATION_FAILURE,
    );
  if (malformed) return { kind: 'refused', reason };
  const failure = callFailure(cause);
  const isProcessed =
    isSolanaError(cause, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE) &&
    isSolanaError(cause.cause, SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED);
  return {
    kind: 'in-doubt',
    reason,
    ...(failure.kind !== 'failed' && { failure }),
    ...(isProcessed && { hint: 'landed' }),
  };
}
