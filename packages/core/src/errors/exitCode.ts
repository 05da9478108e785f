import { assertNever } from '../assertNever.ts';
import type { ErrorOutcome } from './defineErrors.ts';

/** Exit status of the command line for each outcome. Scripts rely on these numbers. */
export const EXIT_CODE = {
  success: 0,
  internal: 1,
  configuration: 2,
  denied: 3,
  failed: 4,
  unknown: 5,
} as const;

/** Exit status that a command ends with when an error of this outcome is its answer. */
export function exitCodeFor(outcome: ErrorOutcome): number {
  switch (outcome) {
    case 'denied':
      return EXIT_CODE.denied;
    case 'failed':
      return EXIT_CODE.failed;
    case 'unknown':
      return EXIT_CODE.unknown;
    case 'configuration':
      return EXIT_CODE.configuration;
    case 'internal':
      return EXIT_CODE.internal;
    case 'note':
      return EXIT_CODE.success;
    default:
      return assertNever(outcome);
  }
}
