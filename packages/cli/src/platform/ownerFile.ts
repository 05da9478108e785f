import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';

import { reasonOf } from '@quantbot/core';

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
const BYTES_MAX = 4_000_000;

/** What a file that only its owner may use says, or why it is not used. */
export type OwnerFileReading =
  | { readonly kind: 'text'; readonly text: string; readonly stamp: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'problem'; readonly reason: string };

/** Reads a file that nobody but its owner may use. */
export function readOwnerFile(path: string): OwnerFileReading {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { kind: 'problem', reason: 'it is not a file' };
    if ((stat.mode & OTHERS) !== 0) {
      const mode = (stat.mode & 0o777).toString(8);
      return { kind: 'problem', reason: `others can use it (mode ${mode}); chmod 600 it` };
    }
    if (stat.size > BYTES_MAX) return { kind: 'problem', reason: 'it is far too large' };
    return { kind: 'text', text: readFileSync(descriptor, 'utf8'), stamp: stampOf(stat) };
  } catch (cause) {
    if (isMissing(cause)) return { kind: 'absent' };
    return { kind: 'problem', reason: reasonOf(cause) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Changes whenever the file does; `undefined` when it cannot be looked at. */
export function ownerFileStamp(path: string): string | undefined {
  try {
    return stampOf(statSync(path));
  } catch {
    // Whoever reads it next learns why.
    return undefined;
  }
}

/**
 * Puts a file in the place of another in one step, readable by its owner alone. Two writers at once
 * do not overwrite each other: the second one fails.
 *
 * @returns why it was not written, `undefined` when it was.
 */
export function replaceOwnerFile(path: string, change: () => string): string | undefined {
  const draft = `${path}.new`;
  let descriptor: number;
  try {
    descriptor = openSync(draft, 'wx', OWNER_ONLY);
  } catch (cause) {
    return isTaken(cause)
      ? `another command is changing it, or was stopped while it did; then remove ${draft}`
      : reasonOf(cause);
  }
  try {
    writeSync(descriptor, change());
    fsyncSync(descriptor);
    renameSync(draft, path);
    return undefined;
  } catch (cause) {
    rmSync(draft, { force: true });
    throw cause;
  } finally {
    closeSync(descriptor);
  }
}

interface Stat {
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly size: number;
  readonly ino: number;
}

function stampOf({ mtimeMs, ctimeMs, size, ino }: Stat): string {
  return [mtimeMs, ctimeMs, size, ino].join(' ');
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
}
