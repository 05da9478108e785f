import { describeError, outcomeOf, type ErrorCode, type ExecutionResult } from '@quantbot/core';
import { isTerminal } from '@quantbot/executor';

import { locationOf } from './idempotencyKey.ts';
import { problemOf, statusOfCode } from './problem.ts';

/** How a trade is answered over HTTP. */
export interface ExecutionAnswer {
  readonly status: number;
  readonly body: object;
  /** Where the trade is to be asked for. */
  readonly location?: string;
}

/**
 * Puts the answer of a trade into HTTP. What the chain has decided is 200, whichever way; what goes
 * on is 202; what was refused has the status of its code.
 */
export function answerExecution(
  result: ExecutionResult,
  { key, requestId }: { readonly key: string; readonly requestId: string },
): ExecutionAnswer {
  const { success, status, errorCode } = result;
  if (success || errorCode === undefined) return { status: 200, body: { result } };
  if (status !== undefined && !isTerminal(status)) {
    const location = locationOf(key);
    return { status: 202, body: { key, status, location, result }, location };
  }
  // Reverted, expired, resolved or in conflict: an end that the chain has seen.
  if (outcomeOf(result) === 'failed' || hasAttempts(result))
    return { status: 200, body: { result } };
  const message = result.error ?? describeError(errorCode).action;
  const problem = problemOf({ code: errorCode, message }, requestId);
  return { status: refusalStatus(errorCode), body: { ...problem, result } };
}

/**
 * A refusal of the executor is final for this asking, also where the set-up is to blame. Only where
 * nobody could be asked, or nobody can tell, is the server away.
 */
function refusalStatus(code: ErrorCode): number {
  const status = statusOfCode(code);
  const { outcome } = describeError(code);
  return outcome === 'configuration' && !code.startsWith('CONTROL__') ? 422 : status;
}

function hasAttempts({ attempts = 0 }: ExecutionResult): boolean {
  return attempts > 0;
}
