import type { Command } from 'commander';
import {
  changeKeystorePassphrase,
  createNodePlatform,
  keystoreMachineOf,
  readKeystoreHeader,
} from '@quantbot/executor';

import { toJson } from '../../output/json.ts';
import { renderDoneKey, type DoneKey } from '../../output/renderKeys.ts';
import { directoryOption, keyPlace } from './keyPlace.ts';
import {
  addPassphraseOptions,
  readPassphrase,
  sourceOf,
  type PassphraseOptions,
  type PassphraseSource,
} from './passphraseSource.ts';

interface ChangeOptions extends PassphraseOptions {
  readonly newPassphraseFd?: number;
  readonly newPassphraseFile?: string;
  readonly newPassphraseCredential?: string;
  readonly directory: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  quantbot keys change-passphrase trader
  quantbot keys change-passphrase trader --passphrase-fd 3 --new-passphrase-fd 4 3<old 4<new

The key stays the same, and copies of the file keep opening by the old passphrase. When somebody may
have had both, the key itself has to change: docs/operations/key-rotation.md.`;

/** `quantbot keys change-passphrase`: encrypts a key anew. */
export function addChangePassphraseCommand(keys: Command): void {
  const command = keys
    .command('change-passphrase')
    .description('Encrypt a key anew, by another passphrase.')
    .argument('<name>', 'name of the key')
    .addOption(directoryOption());
  addPassphraseOptions(addPassphraseOptions(command), 'new-')
    .option('--json', 'print name, file and address as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: ChangeOptions) => {
      const key = await changePassphrase(name, options);
      const done = `${key.name} opens by the new passphrase alone`;
      const hints = ['Copies of the old file still open by the old one: destroy them.'];
      console.log(options.json === true ? toJson(key) : renderDoneKey(done, key, hints));
    });
}

async function changePassphrase(name: string, options: ChangeOptions): Promise<DoneKey> {
  const { path } = keyPlace(name, options.directory);
  const machine = keystoreMachineOf(createNodePlatform());
  // A file that cannot be used is told before anybody is asked for a passphrase.
  readKeystoreHeader(path, machine);
  const question = { text: `Passphrase of ${name}`, isNew: false };
  using passphrase = await readPassphrase(sourceOf(options), question);
  const newQuestion = { text: `New passphrase for ${name}`, isNew: true };
  using newPassphrase = await readPassphrase(newSourceOf(options), newQuestion);
  const order = { path, passphrase, newPassphrase };
  return { name, path, address: changeKeystorePassphrase(order, machine) };
}

function newSourceOf(options: ChangeOptions): PassphraseSource {
  const { newPassphraseFd, newPassphraseFile, newPassphraseCredential } = options;
  return sourceOf({
    ...(newPassphraseFd === undefined ? {} : { passphraseFd: newPassphraseFd }),
    ...(newPassphraseFile === undefined ? {} : { passphraseFile: newPassphraseFile }),
    ...(newPassphraseCredential === undefined
      ? {}
      : { passphraseCredential: newPassphraseCredential }),
  });
}
