import { ExecutionError } from '@quantbot/core';

import type { Guard, GuardedBytes } from '../platform/keystorePlatform.ts';

const ROOT = 0;
/** Reading, writing or entering by anybody but the owner. */
const ALL_BUT_OWNER = 0o077;
/** Writing by the group, anything by others: a group may look at the names of its directory. */
const GROUP_WRITE_OR_OTHERS = 0o027;
const GROUP_OR_OTHERS_WRITE = 0o022;
const GROUP_READ = 0o040;

/**
 * Refuses a key file that anybody but its owner could read or replace.
 *
 * @throws ExecutionError `WALLET__FILE_MODE_TOO_OPEN`, `WALLET__DIRECTORY_MODE_TOO_OPEN`,
 * `WALLET__FILE_OWNER_FOREIGN`
 */
export function requireGuarded({ file, directory, user }: Omit<GuardedBytes, 'bytes'>): void {
  requireOwner(file, user, [user]);
  if ((file.mode & ALL_BUT_OWNER) !== 0) {
    throw new ExecutionError('WALLET__FILE_MODE_TOO_OPEN', { path: file.path, mode: octal(file) });
  }
  if (directory !== undefined) requireGuardedDirectory({ directory, user });
}

/**
 * Refuses a directory in which somebody else could replace a key file.
 *
 * @throws ExecutionError `WALLET__DIRECTORY_MODE_TOO_OPEN`, `WALLET__FILE_OWNER_FOREIGN`
 */
export function requireGuardedDirectory({
  directory,
  user,
}: Pick<GuardedBytes, 'user'> & { readonly directory: Guard }): void {
  requireOwner(directory, user, [user, ROOT]);
  if ((directory.mode & GROUP_WRITE_OR_OTHERS) !== 0) {
    const { path } = directory;
    throw new ExecutionError('WALLET__DIRECTORY_MODE_TOO_OPEN', { path, mode: octal(directory) });
  }
}

/**
 * Says why a passphrase is not taken from this file or pipe. A file that belongs to root may show a
 * group that can read it: so a service manager's credential looks where an access list gives it to
 * the user of the service.
 */
export function passphraseGuardProblem(guarded: Omit<GuardedBytes, 'bytes'>): string | undefined {
  const { file, directory, user } = guarded;
  // A pipe lies nowhere; whoever made it has handed it over.
  if (directory === undefined) return undefined;
  if (file.owner !== ROOT && user !== undefined && file.owner !== user) {
    return `it belongs to user ${file.owner}`;
  }
  const isForeignCredential = file.owner === ROOT && user !== ROOT;
  const refused = isForeignCredential ? ALL_BUT_OWNER & ~GROUP_READ : ALL_BUT_OWNER;
  if ((file.mode & refused) !== 0)
    return `its mode is ${octal(file)}; others than its owner may use it`;
  if ((directory.mode & GROUP_OR_OTHERS_WRITE) !== 0) {
    return `others may write into its directory, which has mode ${octal(directory)}`;
  }
  return undefined;
}

function requireOwner(
  { path, owner }: Guard,
  user: number | undefined,
  allowed: ReadonlyArray<number | undefined>,
): void {
  if (user === undefined || allowed.includes(owner)) return;
  throw new ExecutionError('WALLET__FILE_OWNER_FOREIGN', { path, owner, user });
}

function octal({ mode }: Guard): string {
  return mode.toString(8).padStart(4, '0');
}
