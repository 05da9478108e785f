import { Command } from 'commander';

import { addCancelCommand } from './commands/cancelCommand.ts';
import { addDemoCommand } from './commands/demoCommand.ts';
import { addDoctorCommand } from './commands/doctorCommand.ts';
import { addCompletion } from './commands/addCompletion.ts';
import { addExecuteCommand } from './commands/executeCommand.ts';
import { addExplainCommand } from './commands/explainCommand.ts';
import { addJournalCommand } from './commands/journalCommand.ts';
import { addKeysCommand } from './commands/keys/keysCommand.ts';
import { addListCommand } from './commands/listCommand.ts';
import { addProgramsCommand } from './commands/programsCommand.ts';
import { addReclaimCommand } from './commands/reclaimCommand.ts';
import { addReconcileCommand } from './commands/reconcileCommand.ts';
import { addResolveCommand } from './commands/resolveCommand.ts';
import { addResumeCommand } from './commands/resumeCommand.ts';
import { refuseOptionsAsValues } from './commands/refuseOptionsAsValues.ts';
import { addRolloutCommand } from './commands/rolloutCommand.ts';
import { addSandboxCommand } from './commands/sandbox/sandboxCommand.ts';
import { addServeCommand } from './commands/serveCommand.ts';
import { addSignerCommand } from './commands/signerCommand.ts';
import { addSimulateCommand } from './commands/simulateCommand.ts';
import { addStatusCommand } from './commands/statusCommand.ts';
import { addTokensCommand } from './commands/tokensCommand.ts';
import { addTradingCommands } from './commands/addTradingCommands.ts';
import { packageVersion } from './platform/packageVersion.ts';

/** Takes the exit status a command ends with. */
export type SetExitCode = (code: number) => void;

/** Every command of `quantbot`, each in a file of its own under `commands/`. */
export function createProgram(setExitCode: SetExitCode): Command {
  const program = new Command('quantbot')
    .description('Trade execution for Solana: exactly once, guarded, provable.')
    .version(packageVersion(), '-v, --version', 'print the version')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(withoutOptionValues(text)) })
    .showHelpAfterError('Run it with --help for the options and examples.')
    .addHelpText(
      'after',
      `
Examples:
  quantbot demo                              watch a token bought and sold, no set-up needed
  quantbot sandbox -e sandbox.env            run a Solana of your own to trade against
  quantbot execute --help                    trade
  quantbot keys new trader                   make an encrypted key
  quantbot doctor                            what a trade needs, and what of it is missing
  quantbot explain CODE                      what an error code means, and what to do
  source <(quantbot completion bash)         complete commands and options (zsh, fish as well)

Exit status:
  0 success   1 internal error   2 usage or configuration
  3 denied, nothing was sent   4 failed on chain, proven   5 outcome unknown`,
    );
  addDemoCommand(program, setExitCode);
  addSandboxCommand(program);
  addDoctorCommand(program, setExitCode);
  addExecuteCommand(program, setExitCode);
  addStatusCommand(program);
  addListCommand(program);
  addExplainCommand(program, setExitCode);
  addJournalCommand(program, setExitCode);
  addProgramsCommand(program, setExitCode);
  addReclaimCommand(program, setExitCode);
  addReconcileCommand(program, setExitCode);
  addResumeCommand(program, setExitCode);
  addCancelCommand(program, setExitCode);
  addResolveCommand(program, setExitCode);
  addKeysCommand(program, setExitCode);
  addSignerCommand(program);
  addTradingCommands(program, setExitCode);
  addRolloutCommand(program);
  addServeCommand(program);
  addTokensCommand(program);
  addSimulateCommand(program, setExitCode);
  // Last: these read the commands that are there.
  refuseOptionsAsValues(program);
  addCompletion(program);
  return program;
}

/** What follows an option by mistake may be a secret, and standard errors are often kept. */
export function withoutOptionValues(text: string): string {
  return text.replaceAll(/(?<option>--[\w-]+)=[^']*/gu, '$<option>=…');
}
