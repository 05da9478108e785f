import { isKeyReusable, type Fault } from '../errors/fault.ts';
import { describeError } from '../errors/errorCatalogue.ts';
import type { ExecutionResult } from '../ports/executionPort.ts';

/**
 * Writes a fault as the answer of a trade. The key of a trade that was signed names it for ever,
 * whatever refused its next attempt.
 */
export function faultResult(
  fault: Fault,
  details: Omit<ExecutionResult, 'success' | 'error' | 'errorCode'> = {},
): ExecutionResult {
  const denied = details.status === 'denied' || describeError(fault.code).outcome === 'denied';
  return {
    success: false,
    error: fault.message,
    errorCode: fault.code,
    ...(denied ? { keyReusable: details.status !== 'failed' && isKeyReusable(fault.code) } : {}),
    ...details,
  };
}
