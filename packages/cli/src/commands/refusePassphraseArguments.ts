import { ExecutionError } from '@quantbot/core';

const PASSPHRASE_OPTION = /^--(?:new-)?passphrase(?:=|$)/u;

/**
 * Refuses a passphrase among the arguments of any command, before anything is read or done.
 *
 * @throws ExecutionError `WALLET__PASSPHRASE_EXPOSED`, without the passphrase
 */
export function refusePassphraseArguments(argv: readonly string[]): void {
  if (argv.some((argument) => PASSPHRASE_OPTION.test(argument))) {
    throw new ExecutionError('WALLET__PASSPHRASE_EXPOSED', { where: 'the arguments' });
  }
}
