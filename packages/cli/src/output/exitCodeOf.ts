import { describeError, EXIT_CODE, exitCodeFor, type ExecutionResult } from '@quantbot/core';

/** Exit status that tells a script what an answer says. */
export function exitCodeOf({ success, errorCode }: ExecutionResult): number {
  if (success) return EXIT_CODE.success;
  return errorCode === undefined
    ? EXIT_CODE.internal
    : exitCodeFor(describeError(errorCode).outcome);
}
