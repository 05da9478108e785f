import { chmodSync, chownSync, lstatSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';

import { makeDirectory } from './makeDirectory.ts';
import { PATH_BYTES_MAX } from './socketPath.ts';

const GROUP_FILE = '/etc/group';
const PRIVATE_DIRECTORY = 0o700;
const GROUP_DIRECTORY = 0o710;
const PRIVATE_SOCKET = 0o600;
const GROUP_SOCKET = 0o660;
const GROUP_WRITE_OR_OTHERS = 0o027;
const WRITE_BY_OTHERS = 0o022;
const PERMISSION_BITS = 0o777;
const ROOT = 0;
/** Milliseconds a signer that runs already has to take a connection. */
const PROBE_TIMEOUT_MS = 500;

/** A place for the socket of a signer. */
export interface SignerSocketPlace {
  readonly path: string;
  /** Lets those in that may connect, once the socket is there. */
  open(): void;
  release(): void;
}

/**
 * Prepares the place of a signer's socket: a directory of this user that nobody else may write to.
 * Until `open` only this user can enter it.
 *
 * @param group - Name or number of the group that may connect; this user alone when absent.
 * @throws Error when others could stand in the way, or another signer listens there.
 */
export async function prepareSignerSocket(
  path: string,
  group: string | undefined,
): Promise<SignerSocketPlace> {
  if (Buffer.byteLength(path) > PATH_BYTES_MAX)
    throw new Error('its path is too long for a socket');
  const directory = dirname(path);
  const groupId = group === undefined ? undefined : groupIdOf(group);
  makeDirectory(directory);
  requireOwnDirectory(directory);
  await clearStale(path);
  chmodSync(directory, PRIVATE_DIRECTORY);
  return {
    path,
    open: () => {
      if (groupId === undefined) {
        chmodSync(path, PRIVATE_SOCKET);
        return;
      }
      chownSync(path, -1, groupId);
      chmodSync(path, GROUP_SOCKET);
      chownSync(directory, -1, groupId);
      chmodSync(directory, GROUP_DIRECTORY);
    },
    release: () => {
      rmSync(path, { force: true });
    },
  };
}

/**
 * Says why a client must not call a socket: it is none, or others than its owner and root could
 * put another one there.
 */
export function signerSocketProblem(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'there is no socket';
  if (!found.isSocket()) return 'it is not a socket';
  const directory = lstatSync(dirname(path));
  if (!directory.isDirectory()) return 'its directory is a link';
  const mode = directory.mode & PERMISSION_BITS;
  if ((mode & WRITE_BY_OTHERS) !== 0) {
    return `others may write into its directory, which has mode ${mode.toString(8)}`;
  }
  const isSame = directory.uid === found.uid || directory.uid === ROOT;
  return isSame ? undefined : `user ${found.uid} made it in a directory of user ${directory.uid}`;
}

function requireOwnDirectory(directory: string): void {
  const status = lstatSync(directory);
  if (!status.isDirectory()) throw new Error(`${directory} is not a directory`);
  const user = process.getuid?.();
  if (user !== undefined && status.uid !== user) {
    throw new Error(`${directory} belongs to user ${status.uid}, not ${user}`);
  }
  const mode = status.mode & PERMISSION_BITS;
  if ((mode & GROUP_WRITE_OR_OTHERS) !== 0) {
    throw new Error(`${directory} has mode ${mode.toString(8)}: it must be 700, or 750 at most`);
  }
}

/** A socket that nobody answers at is what a killed signer left. */
async function clearStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new Error(`${path} is there and is not a socket`);
  if (await isAnswered(path)) throw new Error('another signer listens there');
  rmSync(path, { force: true });
}

async function isAnswered(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path);
  socket.setTimeout(PROBE_TIMEOUT_MS, () => resolve(true));
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}

function groupIdOf(group: string): number {
  if (/^\d{1,10}$/u.test(group)) return Number(group);
  const lines = readFileSync(GROUP_FILE, 'utf8').split('\n');
  const found = lines.map((line) => line.split(':')).find(([name]) => name === group);
  const id = Number(found?.[2]);
  if (found === undefined || !Number.isInteger(id)) throw new Error(`there is no group ${group}`);
  return id;
}
