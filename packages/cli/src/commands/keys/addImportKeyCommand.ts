import type { Command } from 'commander';
import { ExecutionError } from '@quantbot/core';
import {
  createKeystore,
  createNodePlatform,
  keystoreMachineOf,
  readKeypairText,
  withKeypairSeed,
} from '@quantbot/executor';

import { toJson } from '../../output/json.ts';
import { renderDoneKey, type DoneKey } from '../../output/renderKeys.ts';
import { keepHints } from './addNewKeyCommand.ts';
import { directoryOption, keyPlace, requireFree } from './keyPlace.ts';
import {
  addPassphraseOptions,
  readPassphrase,
  sourceOf,
  type PassphraseOptions,
} from './passphraseSource.ts';

interface ImportOptions extends PassphraseOptions {
  readonly directory: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  quantbot keys import trader id.json
  ssh vault cat id.json | quantbot keys import trader -
  quantbot keys import trader id.json --passphrase-file /run/secrets/passphrase --json

The key is read as solana-keygen writes it: 64 numbers. The file stays where it is; destroy it, and its
copies, once "quantbot keys export-public NAME" has shown that the keystore opens.`;

const STANDARD_INPUT = '-';
const STANDARD_INPUT_FD = 0;
const KEY_BYTES_MAX = 65_536;

/** `quantbot keys import`: encrypts a key that exists. */
export function addImportKeyCommand(keys: Command): void {
  const command = keys
    .command('import')
    .description('Encrypt a key that solana-keygen made.')
    .argument('<name>', 'name of the key')
    .argument('<file>', 'solana-keygen file with mode 600, or - for the standard input')
    .addOption(directoryOption());
  addPassphraseOptions(command)
    .option('--json', 'print name, file and address as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, file: string, options: ImportOptions) => {
      const key = await importKey(name, file, options);
      const hints = [
        ...(file === STANDARD_INPUT ? [] : [`${file} is not encrypted and still there.`]),
        ...keepHints(key.path),
      ];
      const done = `${key.name} is imported and encrypted`;
      console.log(options.json === true ? toJson(key) : renderDoneKey(done, key, hints));
    });
}

async function importKey(name: string, file: string, options: ImportOptions): Promise<DoneKey> {
  const place = keyPlace(name, options.directory);
  const { directory, path } = place;
  const source = sourceOf(options);
  if (file === STANDARD_INPUT && source.fd === STANDARD_INPUT_FD) {
    throw new ExecutionError('WALLET__PASSPHRASE_UNREADABLE', {
      source: 'the standard input',
      reason: 'it holds the key',
    });
  }
  const machine = keystoreMachineOf(createNodePlatform());
  requireFree(place, machine.keystore);
  const text = readKeyText(file);
  // Whether it is a key is told before anybody thinks of a passphrase.
  const order = { path: file === STANDARD_INPUT ? 'the standard input' : file, text };
  withKeypairSeed(order, machine, () => undefined);
  const question = { text: `New passphrase for ${name}`, isNew: true };
  using passphrase = await readPassphrase(source, question);
  const address = withKeypairSeed(order, machine, (seed) =>
    createKeystore({ path, directory, seed, passphrase }, machine),
  );
  return { name, path, address };
}

function readKeyText(file: string): string {
  const platform = createNodePlatform();
  if (file !== STANDARD_INPUT) return readKeypairText(file, platform);
  const { keystore } = keystoreMachineOf(platform);
  const reading = keystore.readDescriptor(STANDARD_INPUT_FD, KEY_BYTES_MAX);
  if (reading.kind === 'unreadable') {
    const { reason } = reading;
    throw new ExecutionError('WALLET__FILE_UNREADABLE', { path: 'the standard input', reason });
  }
  const text = new TextDecoder().decode(reading.bytes);
  reading.bytes.fill(0);
  return text;
}
