import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

import { makeDirectory } from './makeDirectory.ts';

const CONTROL_DIRECTORY = 'control';
const SOCKET_FILE = 'socket';
const ADDRESS_FILE = 'address';
const FALLBACK_PREFIX = 'quantbot-control-';
const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;
const PERMISSION_BITS = 0o777;
/** `sun_path` holds 104 bytes on macOS and 108 on Linux, its final zero included (unix(4), unix(7)). */
export const PATH_BYTES_MAX = 100;

/** Where a directory's socket is, for the process that serves it. */
export interface ClaimedSocketPath {
  readonly path: string;
  /** Removes what was made for it. */
  release(): void;
}

/**
 * Finds a place for the socket that only this user can reach, and clears away what an owner that
 * was killed left there. A path too long for a socket is replaced by a short one in a directory of
 * its own, whose name goes into a file beside. Call it as the owner of the directory only.
 *
 * @throws Error when there is no such place.
 */
export function claimSocketPath(directory: string): ClaimedSocketPath {
  const control = resolve(directory, CONTROL_DIRECTORY);
  makeDirectory(control);
  requireOwn(control);
  chmodSync(control, PRIVATE_DIRECTORY);
  removeFallback(control);
  const path = join(control, SOCKET_FILE);
  rmSync(path, { force: true });
  if (Buffer.byteLength(path) <= PATH_BYTES_MAX) return { path, release: () => undefined };
  return claimFallback(control);
}

function claimFallback(control: string): ClaimedSocketPath {
  const directory = mkdtempSync(join(tmpdir(), FALLBACK_PREFIX));
  const path = join(directory, SOCKET_FILE);
  const release = (): void => removeFallback(control);
  const file = join(control, ADDRESS_FILE);
  const draft = `${file}.draft`;
  // Renamed into place, so that a reader never sees half an address.
  writeFileSync(draft, path, { mode: PRIVATE_FILE });
  renameSync(draft, file);
  if (Buffer.byteLength(path) <= PATH_BYTES_MAX) return { path, release };
  release();
  throw new Error(`${path} is too long for a socket`);
}

function removeFallback(control: string): void {
  const address = readAddress(control);
  if (address === undefined) return;
  rmSync(join(control, ADDRESS_FILE), { force: true });
  if (!isFallback(address)) return;
  const directory = dirname(address);
  rmSync(address, { force: true });
  if (readdirSync(directory).length === 0) rmdirSync(directory);
}

/** Nothing but a directory that was made here is ever removed. */
function isFallback(address: string): boolean {
  const directory = dirname(address);
  const isOurs = address === join(tmpdir(), basename(directory), SOCKET_FILE);
  if (!isOurs || !basename(directory).startsWith(FALLBACK_PREFIX)) return false;
  return lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * The socket of a directory, for whoever wants to call its owner.
 *
 * @returns `undefined` when there is none.
 * @throws Error when others than this user could stand behind it.
 */
export function findSocketPath(directory: string): string | undefined {
  const control = resolve(directory, CONTROL_DIRECTORY);
  if (lstatSync(control, { throwIfNoEntry: false }) === undefined) return undefined;
  requirePrivate(control);
  const path = readAddress(control) ?? join(control, SOCKET_FILE);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isSocket()) throw new Error(`${path} is not a socket`);
  requirePrivate(dirname(path));
  return path;
}

function readAddress(control: string): string | undefined {
  try {
    return readFileSync(join(control, ADDRESS_FILE), 'utf8').trim();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** A directory of this user that nobody else may enter. */
function requirePrivate(directory: string): void {
  const mode = requireOwn(directory);
  if ((mode & OTHERS) === 0) return;
  throw new Error(`${directory} has mode ${mode.toString(8)}: others may enter it`);
}

/** A directory of this user, not a link to one. */
function requireOwn(directory: string): number {
  const status = lstatSync(directory);
  const uid = process.getuid?.();
  if (!status.isDirectory()) throw new Error(`${directory} is not a directory`);
  if (uid !== undefined && status.uid !== uid) {
    throw new Error(`${directory} belongs to user ${status.uid}, not ${uid}`);
  }
  return status.mode & PERMISSION_BITS;
}

/** Takes the socket from everybody but this user. */
export function makeSocketPrivate(path: string): void {
  chmodSync(path, PRIVATE_FILE);
}
