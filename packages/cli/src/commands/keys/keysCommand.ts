import type { Command } from 'commander';

import type { SetExitCode } from '../../createProgram.ts';
import { addChangePassphraseCommand } from './addChangePassphraseCommand.ts';
import { addExportPublicCommand } from './addExportPublicCommand.ts';
import { addImportKeyCommand } from './addImportKeyCommand.ts';
import { addListKeysCommand } from './addListKeysCommand.ts';
import { addNewKeyCommand } from './addNewKeyCommand.ts';

const EXAMPLES = `
Examples:
  quantbot keys new trader
  quantbot keys import trader id.json
  quantbot keys list

A passphrase is asked for at the terminal, or read from a descriptor, a file, a pipe or a credential of
systemd. It is never taken from the arguments or from the environment, where other processes see it.
SECURITY.md tells what a keystore protects from, and what not.

Exit status of all of them:
  0 done   2 not done, and why`;

/** `quantbot keys`: encrypted key files. */
export function addKeysCommand(program: Command, setExitCode: SetExitCode): void {
  const keys = program
    .command('keys')
    .description('Make and look after encrypted keys.')
    .addHelpText('after', EXAMPLES);
  addNewKeyCommand(keys);
  addImportKeyCommand(keys);
  addExportPublicCommand(keys);
  addChangePassphraseCommand(keys);
  addListKeysCommand(keys, setExitCode);
}
