import type { ErrorOutcome } from '../errors/defineErrors.ts';
import { describeError } from '../errors/errorCatalogue.ts';
import type { ExecutionResult } from '../ports/executionPort.ts';

/**
 * What an answer without success says about its trade. A trade that was signed and is proven dead
 * ends `failed` whatever refused its next attempt, so its state counts before the code's own class.
 *
 * @returns `undefined` for a success and for an answer without a code.
 */
export function outcomeOf({
  success,
  errorCode,
  status,
}: Pick<ExecutionResult, 'success' | 'errorCode' | 'status'>): ErrorOutcome | undefined {
  if (success || errorCode === undefined) return undefined;
  return status === 'failed' ? 'failed' : describeError(errorCode).outcome;
}
