import { describeError, EXIT_CODE, exitCodeFor, isExecutionError, reasonOf } from '@quantbot/core';

/** What to print about a failure and which status to end with. */
export interface FailureDescription {
  readonly text: string;
  readonly exitCode: number;
}

/** Writes anything thrown for a person: the code first, then what happened and what to do. */
export function describeFailure(cause: unknown): FailureDescription {
  if (isExecutionError(cause)) {
    const exitCode = exitCodeFor(describeError(cause.code).outcome);
    return { text: `${cause.code}: ${cause.message}`, exitCode };
  }
  return { text: `INTERNAL__UNEXPECTED: ${reasonOf(cause)}`, exitCode: EXIT_CODE.internal };
}
