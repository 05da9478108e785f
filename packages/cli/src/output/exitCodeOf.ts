import { EXIT_CODE, exitCodeFor, outcomeOf, type ExecutionResult } from '@quantbot/core';

/** Exit status that tells a script what an answer says. */
export function exitCodeOf(result: ExecutionResult): number {
  if (result.success) return EXIT_CODE.success;
  const outcome = outcomeOf(result);
  return outcome === undefined ? EXIT_CODE.internal : exitCodeFor(outcome);
}
