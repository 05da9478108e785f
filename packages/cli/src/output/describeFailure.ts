import {
  describeError,
  exitCodeFor,
  fault,
  faultFromError,
  faultResult,
  isExecutionError,
  reasonOf,
  type ExecutionResult,
} from '@quantbot/core';

/** What to print about a failure and which status to end with. */
export interface FailureDescription {
  /** For a person: the code first, then what happened and what to do. */
  readonly text: string;
  /** For a machine, in the shape of every other answer. */
  readonly result: ExecutionResult;
  readonly exitCode: number;
}

/** Describes anything thrown. */
export function describeFailure(cause: unknown): FailureDescription {
  const problem = isExecutionError(cause)
    ? faultFromError(cause)
    : fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) });
  return {
    text: `${problem.code}: ${problem.message}`,
    result: faultResult(problem),
    exitCode: exitCodeFor(describeError(problem.code).outcome),
  };
}
