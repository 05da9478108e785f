import { fault, faultResult, type ExecutionResult } from '@quantbot/core';

/** The answer of a trade of which nothing is known; its key is what finds it again. */
export function unknownOutcome(key: string, reason: string): ExecutionResult {
  const error = fault('CONFIRM__OUTCOME_UNKNOWN', { key, reason: reason.replace(/\.$/u, '') });
  return faultResult(error, { idempotencyKey: key });
}
