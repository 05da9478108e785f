import type { Command } from 'commander';
import { EXIT_CODE, isExecutionError } from '@quantbot/core';
import {
  createNodePlatform,
  keystoreMachineOf,
  readKeystoreHeader,
  type KeystoreMachine,
} from '@quantbot/executor';

import type { SetExitCode } from '../../createProgram.ts';
import { toJson } from '../../output/json.ts';
import { renderKeyList, type ListedKey } from '../../output/renderKeys.ts';
import { directoryOption, keyPlace, KEYSTORE_SUFFIX } from './keyPlace.ts';

interface ListOptions {
  readonly directory: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  quantbot keys list
  quantbot keys list --directory /etc/quantbot/keys --json

No passphrase is needed, and so no address is proven: each is what its file says of itself.

Exit status:
  0 all can be read   2 some cannot, and why`;

/** `quantbot keys list`: the keystores of a directory. */
export function addListKeysCommand(keys: Command, setExitCode: SetExitCode): void {
  keys
    .command('list')
    .description('List keys and their addresses, without a passphrase.')
    .addOption(directoryOption())
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(({ directory, json }: ListOptions) => {
      const listed = listKeys(directory);
      console.log(
        json === true ? toJson({ directory, keys: listed }) : renderKeyList(directory, listed),
      );
      const hasProblem = listed.some((key) => 'errorCode' in key);
      setExitCode(hasProblem ? EXIT_CODE.configuration : EXIT_CODE.success);
    });
}

function listKeys(directory: string): readonly ListedKey[] {
  const machine = keystoreMachineOf(createNodePlatform());
  const names = machine.keystore.list(directory) ?? [];
  return names
    .filter((name) => name.endsWith(KEYSTORE_SUFFIX) && !name.startsWith('.'))
    .map((name) => listedKey(name.slice(0, -KEYSTORE_SUFFIX.length), directory, machine));
}

function listedKey(name: string, directory: string, machine: KeystoreMachine): ListedKey {
  const path = `${directory}/${name}${KEYSTORE_SUFFIX}`;
  try {
    const { address } = readKeystoreHeader(keyPlace(name, directory).path, machine);
    return { name, path, address, authenticated: false };
  } catch (cause) {
    if (!isExecutionError(cause)) throw cause;
    return { name, path, errorCode: cause.code, error: cause.message };
  }
}
