import type { Execution } from './executeTransaction.ts';
import type { InstructionError, InstructionErrorKind } from './instructionFrame.ts';
import type { WireTransaction } from './readWire.ts';

/** The runtime's words for its own kinds of failure (Agave log format). */
const WORDS: Readonly<Record<InstructionErrorKind, string>> = {
  ComputationalBudgetExceeded: 'Computational budget exceeded',
  IncorrectProgramId: 'incorrect program id for instruction',
  InvalidAccountData: 'invalid account data for instruction',
  InvalidArgument: 'invalid program argument',
  InvalidInstructionData: 'invalid instruction data',
  InvalidSeeds: 'Provided seeds do not result in a valid address',
  MissingRequiredSignature: 'missing required signature for instruction',
  NotEnoughAccountKeys: 'insufficient account keys for instruction',
  ReadonlyDataModified: 'instruction modified data of a read-only account',
};

/**
 * Writes the logs of an execution as a node does. A program that failed inside another is named
 * first, and the one that called it fails with the same words in turn.
 */
export function executionLogs(transaction: WireTransaction, execution: Execution): string[] {
  const { failure } = execution;
  const logs: string[] = [];
  for (const [index, { program }] of transaction.instructions.entries()) {
    logs.push(`Program ${program} invoke [1]`);
    if (index === failure?.index) {
      const words = wordsOf(failure.error);
      if (failure.program !== program) {
        logs.push(`Program ${failure.program} invoke [2]`);
        logs.push(`Program ${failure.program} failed: ${words}`);
      }
      logs.push(`Program ${program} failed: ${words}`);
      break;
    }
    logs.push(`Program ${program} success`);
  }
  return logs;
}

function wordsOf(error: InstructionError): string {
  return typeof error === 'string'
    ? WORDS[error]
    : `custom program error: 0x${error.Custom.toString(16)}`;
}
