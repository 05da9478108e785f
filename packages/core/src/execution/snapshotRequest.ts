import { fault, type Fault } from '../errors/fault.ts';
import { reasonOf } from '../errors/executionError.ts';
import type { AnyExecutionRequest } from '../ports/executionPort.ts';
import { REQUEST_FIELDS } from './validateRequest.ts';

/**
 * Copies a request once, at the door. Everything after works on the copy: a caller that changes its
 * object while the trade runs must not change what is checked, claimed and signed.
 *
 * @param request - Anything a caller passed.
 * @returns the frozen copy, unknown fields included so that they can be refused, or a fault when
 * the value is no object or its fields cannot be read.
 */
export function snapshotRequest(request: unknown): AnyExecutionRequest | Fault {
  if (typeof request !== 'object' || request === null) {
    return fault('VALIDATE__REQUEST_MALFORMED', { reason: 'it is not an object' });
  }
  try {
    const source = request as Record<string, unknown>;
    const copy: Record<string, unknown> = { ...source };
    for (const field of REQUEST_FIELDS) {
      const value = source[field];
      if (value !== undefined) copy[field] = value;
    }
    return Object.freeze(copy) as unknown as AnyExecutionRequest;
  } catch (cause) {
    return fault('VALIDATE__REQUEST_MALFORMED', { reason: reasonOf(cause) });
  }
}
