import { InvalidArgumentError, type Command } from 'commander';

/**
 * Refuses an option where the value of another one should be, in a command and all below it.
 *
 * A script in which a variable is empty says `--key --json`: without this the trade would be named
 * "--json", and every later one of the script would be taken for a repeat of it.
 */
export function refuseOptionsAsValues(command: Command): void {
  for (const option of command.options) {
    if (!option.required || option.variadic) continue;
    const { parseArg } = option;
    option.argParser<unknown>((value, previous) => {
      if (value.startsWith('--')) {
        throw new InvalidArgumentError('That is an option; the value in front of it is missing.');
      }
      return parseArg === undefined ? value : parseArg(value, previous);
    });
  }
  for (const child of command.commands) refuseOptionsAsValues(child);
}
