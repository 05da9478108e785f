import {
  isSolanaError,
  SOLANA_ERROR__JSON_RPC__INVALID_PARAMS,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_TRANSACTION_SIGNATURE_VERIFICATION_FAILURE,
} from '@solana/kit';
import { reasonOf } from '@quantbot/core';

import type { SendAnswer } from './chainNode.ts';

/**
 * Says what a failed send means for the bytes. Only the shape of the answer counts, never its
 * words: two codes tell that this node cannot use the bytes, everything else (a timeout, a 429, a
 * lost reply, an answer nobody understands) leaves open whether it has them.
 */
export function classifySendError(cause: unknown): SendAnswer {
  const malformed =
    isSolanaError(cause, SOLANA_ERROR__JSON_RPC__INVALID_PARAMS) ||
    isSolanaError(
      cause,
      SOLANA_ERROR__JSON_RPC__SERVER_ERROR_TRANSACTION_SIGNATURE_VERIFICATION_FAILURE,
    );
  return { kind: malformed ? 'refused' : 'in-doubt', reason: reasonOf(cause) };
}
