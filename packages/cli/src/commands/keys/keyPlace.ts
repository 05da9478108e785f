import { join } from 'node:path';

import { Option } from 'commander';
import { ExecutionError } from '@quantbot/core';
import type { KeystoreFiles } from '@quantbot/executor';

/** Where the keystores of a name are. */
export interface KeyPlace {
  readonly name: string;
  readonly directory: string;
  readonly path: string;
}

/** What every keystore's name ends with. */
export const KEYSTORE_SUFFIX = '.keystore.json';

const DIRECTORY_DEFAULT = 'keys';
const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/u;

/** The option that says which directory the keystores are in. */
export function directoryOption(): Option {
  return new Option('--directory <path>', 'directory of the keystores').default(DIRECTORY_DEFAULT);
}

/**
 * Finds the place of a key by its name.
 *
 * @throws ExecutionError `WALLET__KEY_NAME_INVALID`
 */
export function keyPlace(name: string, directory: string): KeyPlace {
  if (!NAME.test(name)) throw new ExecutionError('WALLET__KEY_NAME_INVALID', { name });
  return { name, directory, path: join(directory, `${name}${KEYSTORE_SUFFIX}`) };
}

/**
 * Refuses a name that is taken, before anybody thinks of a passphrase for it.
 *
 * @throws ExecutionError `WALLET__KEYSTORE_EXISTS`
 */
export function requireFree({ path }: KeyPlace, files: KeystoreFiles): void {
  if (files.read(path, 0).kind !== 'missing') {
    throw new ExecutionError('WALLET__KEYSTORE_EXISTS', { path });
  }
}
