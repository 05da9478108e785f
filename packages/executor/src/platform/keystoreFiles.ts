import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isatty } from 'node:tty';

import type {
  DescriptorReading,
  Guard,
  GuardedReading,
  KeystoreFiles,
  WriteOutcome,
} from './keystorePlatform.ts';

const OWNER_ONLY = 0o600;
const PERMISSION_BITS = 0o777;
const { O_NONBLOCK, O_RDONLY } = constants;

/** Key files on the disk of this machine. */
export const keystoreFiles: KeystoreFiles = {
  // A pipe in the place of a file must not make anybody wait.
  read: (path, bytesMax) => readGuarded(path, { bytesMax, flags: O_RDONLY | O_NONBLOCK }),
  readSource: (path, bytesMax) => readGuarded(path, { bytesMax, flags: O_RDONLY }),
  inspectDirectory: (path) => ({
    directory: guardOf(path, statSync(path)),
    user: process.getuid?.(),
  }),
  readDescriptor,
  create: (path, text) =>
    write(path, text, (temporary) => {
      // A link is refused where a name is taken already; a rename would write over it.
      linkSync(temporary, path);
      rmSync(temporary);
    }),
  replace: (path, text) => {
    // Of a link the file behind it is meant.
    const target = realpathSync(path);
    return write(target, text, (temporary) => {
      renameSync(temporary, target);
    });
  },
  list: (directory) => {
    try {
      return readdirSync(directory).toSorted();
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return undefined;
      throw cause;
    }
  },
};

interface Reading {
  readonly bytesMax: number;
  readonly flags: number;
}

function readGuarded(path: string, { bytesMax, flags }: Reading): GuardedReading {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, flags);
    const status = fstatSync(descriptor);
    const isPipe = status.isFIFO() && (flags & O_NONBLOCK) === 0;
    if (!status.isFile() && !isPipe) return { kind: 'unreadable', reason: 'it is not a file' };
    const bytes = readToEnd(descriptor, bytesMax);
    if (bytes === undefined) {
      return { kind: 'unreadable', reason: `it has more than ${bytesMax} bytes` };
    }
    return {
      kind: 'read',
      bytes,
      file: guardOf(path, status),
      directory: isPipe ? undefined : directoryOf(path),
      user: process.getuid?.(),
    };
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'ENOENT') return { kind: 'missing' };
    return { kind: 'unreadable', reason: code };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readDescriptor(descriptor: number, bytesMax: number): DescriptorReading {
  // What is typed at a terminal would be shown there.
  if (isatty(descriptor)) return { kind: 'unreadable', reason: 'it is a terminal' };
  try {
    const bytes = readToEnd(descriptor, bytesMax);
    if (bytes !== undefined) return { kind: 'read', bytes };
    return { kind: 'unreadable', reason: `it has more than ${bytesMax} bytes` };
  } catch (cause) {
    return { kind: 'unreadable', reason: codeOf(cause) };
  }
}

/** Reads what a descriptor gives, `undefined` when it is more than the most. */
function readToEnd(descriptor: number, bytesMax: number): Uint8Array | undefined {
  const buffer = Buffer.alloc(bytesMax + 1);
  let length = 0;
  while (length <= bytesMax) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (read === 0) break;
    length += read;
  }
  const bytes = length > bytesMax ? undefined : Uint8Array.from(buffer.subarray(0, length));
  buffer.fill(0);
  return bytes;
}

function guardOf(path: string, { mode, uid }: Stats): Guard {
  return { path, mode: mode & PERMISSION_BITS, owner: uid };
}

/** The directory that the file is in, and not the one of a link to it. */
function directoryOf(path: string): Guard {
  const directory = dirname(realpathSync(path));
  return guardOf(directory, statSync(directory));
}

function write(path: string, text: string, publish: (temporary: string) => void): WriteOutcome {
  const directory = dirname(path);
  const name = `.${basename(path)}.${randomBytes(8).toString('hex')}.tmp`;
  const temporary = join(directory, name);
  try {
    writeDurably(temporary, text);
    publish(temporary);
    syncDirectory(directory);
    return { kind: 'written' };
  } catch (cause) {
    rmSync(temporary, { force: true });
    const code = codeOf(cause);
    return code === 'EEXIST' ? { kind: 'exists' } : { kind: 'failed', reason: code };
  }
}

function writeDurably(path: string, text: string): void {
  const descriptor = openSync(path, 'wx', OWNER_ONLY);
  try {
    fchmodSync(descriptor, OWNER_ONLY);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A new name is on disk only once its directory is. */
function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
