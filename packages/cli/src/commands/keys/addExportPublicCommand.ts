import { Option, type Command } from 'commander';
import {
  createNodePlatform,
  keystoreMachineOf,
  openKeystore,
  readKeystoreHeader,
} from '@quantbot/executor';

import { toJson } from '../../output/json.ts';
import { directoryOption, keyPlace } from './keyPlace.ts';
import {
  addPassphraseOptions,
  readPassphrase,
  sourceOf,
  type PassphraseOptions,
} from './passphraseSource.ts';

interface ExportOptions extends PassphraseOptions {
  readonly directory: string;
  readonly unauthenticated?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  quantbot keys export-public trader
  quantbot keys export-public trader --unauthenticated
  quantbot keys export-public trader --passphrase-file /run/secrets/passphrase --json

The keystore is opened, so the address is that of the key inside: send money to no other. With
--unauthenticated no passphrase is needed, and the address is what the file says of itself.`;

/** `quantbot keys export-public`: tells the address of a key. */
export function addExportPublicCommand(keys: Command): void {
  const command = keys
    .command('export-public')
    .description('Print the address of a key.')
    .argument('<name>', 'name of the key')
    .addOption(directoryOption())
    .addOption(
      new Option('--unauthenticated', 'take the address from the header, unproven').conflicts([
        'passphraseFd',
        'passphraseFile',
        'passphraseCredential',
      ]),
    );
  addPassphraseOptions(command)
    .option('--json', 'print name, file, address and whether it is proven as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: ExportOptions) => {
      const { path } = keyPlace(name, options.directory);
      const authenticated = options.unauthenticated !== true;
      const address = await addressOf(path, options);
      console.log(options.json === true ? toJson({ name, path, address, authenticated }) : address);
    });
}

async function addressOf(path: string, options: ExportOptions): Promise<string> {
  const machine = keystoreMachineOf(createNodePlatform());
  const { address } = readKeystoreHeader(path, machine);
  if (options.unauthenticated === true) return address;
  const question = { text: `Passphrase of ${path}`, isNew: false };
  using passphrase = await readPassphrase(sourceOf(options), question);
  return openKeystore(path, passphrase, machine).address;
}
