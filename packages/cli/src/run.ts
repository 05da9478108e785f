import { CommanderError } from 'commander';
import { EXIT_CODE } from '@quantbot/core';

import { refusePassphraseArguments } from './commands/refusePassphraseArguments.ts';
import { createProgram } from './createProgram.ts';
import { describeFailure } from './output/describeFailure.ts';
import { toJson } from './output/json.ts';

/**
 * Runs the command line.
 *
 * @param argv - Arguments as the process got them.
 * @returns the exit status.
 */
export async function run(argv: readonly string[]): Promise<number> {
  let status: number = EXIT_CODE.success;
  const program = createProgram((code) => {
    status = code;
  });
  try {
    refusePassphraseArguments(argv);
    await program.parseAsync(argv);
    return status;
  } catch (cause) {
    // Help and version end a parse by throwing as well; their status is 0.
    if (cause instanceof CommanderError) {
      return cause.exitCode === 0 ? EXIT_CODE.success : EXIT_CODE.configuration;
    }
    const { text, result, exitCode } = describeFailure(cause);
    // Whoever asked for JSON reads the standard output; everybody else the other one.
    if (argv.includes('--json')) console.log(toJson(result));
    else console.error(text);
    return exitCode;
  }
}
