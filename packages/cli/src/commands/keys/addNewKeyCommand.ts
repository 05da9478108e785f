import type { Command } from 'commander';
import { createKeystore, createNodePlatform, keystoreMachineOf } from '@quantbot/executor';

import { toJson } from '../../output/json.ts';
import { renderDoneKey, type DoneKey } from '../../output/renderKeys.ts';
import { directoryOption, keyPlace, requireFree } from './keyPlace.ts';
import {
  addPassphraseOptions,
  readPassphrase,
  sourceOf,
  type PassphraseOptions,
} from './passphraseSource.ts';

interface NewKeyOptions extends PassphraseOptions {
  readonly directory: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  quantbot keys new trader
  quantbot keys new trader --directory /etc/quantbot/keys
  quantbot keys new trader --passphrase-fd 3 --json 3< <(pass show quantbot/trader)`;

/** What to know about a keystore that was just written. */
export function keepHints(path: string): readonly string[] {
  return [
    'Back the file up, and keep the passphrase elsewhere: without either the key is lost.',
    `Trade by it with EXECUTION_KEYSTORE_PATH=${path}`,
  ];
}

/** `quantbot keys new`: draws a key and encrypts it. */
export function addNewKeyCommand(keys: Command): void {
  const command = keys
    .command('new')
    .description('Make a new key, encrypted by a passphrase.')
    .argument('<name>', 'name of the key')
    .addOption(directoryOption());
  addPassphraseOptions(command)
    .option('--json', 'print name, file and address as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: NewKeyOptions) => {
      const key = await makeKey(name, options);
      const done = `${key.name} is made and encrypted`;
      console.log(
        options.json === true ? toJson(key) : renderDoneKey(done, key, keepHints(key.path)),
      );
    });
}

async function makeKey(name: string, options: NewKeyOptions): Promise<DoneKey> {
  const place = keyPlace(name, options.directory);
  const { directory, path } = place;
  const machine = keystoreMachineOf(createNodePlatform());
  requireFree(place, machine.keystore);
  const question = { text: `New passphrase for ${name}`, isNew: true };
  using passphrase = await readPassphrase(sourceOf(options), question);
  const address = createKeystore({ path, directory, passphrase }, machine);
  return { name, path, address };
}
