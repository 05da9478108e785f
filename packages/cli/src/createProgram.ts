import { Command } from 'commander';

import { addDemoCommand } from './commands/demoCommand.ts';
import { addExecuteCommand } from './commands/executeCommand.ts';
import { addListCommand } from './commands/listCommand.ts';
import { addSandboxCommand } from './commands/sandboxCommand.ts';
import { addStatusCommand } from './commands/statusCommand.ts';

/** Takes the exit status a command ends with. */
export type SetExitCode = (code: number) => void;

/** Every command of `quantbot`, each in a file of its own under `commands/`. */
export function createProgram(setExitCode: SetExitCode): Command {
  const program = new Command('quantbot')
    .description('Trade execution for Solana: exactly once, guarded, provable.')
    .exitOverride()
    .showHelpAfterError('Run it with --help for the options and examples.')
    .addHelpText(
      'after',
      `
Exit status:
  0 success   1 internal error   2 usage or configuration
  3 denied, nothing was sent   4 failed on chain, proven   5 outcome unknown`,
    );
  addDemoCommand(program);
  addSandboxCommand(program);
  addExecuteCommand(program, setExitCode);
  addStatusCommand(program);
  addListCommand(program);
  return program;
}
