import { lstatSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { HaltFileReading, HaltFiles } from './executorPlatform.ts';

/** Milliseconds between two looks of a watch. Works on every file system, and a look costs little. */
const LOOK_INTERVAL_MS = 50;
/** Most characters of a halt file that are told. */
const TEXT_LENGTH_MAX = 500;
/** Largest file that is read for them. */
const FILE_BYTES_MAX = 65_536;

/** Halt files on this machine's disks. */
export const haltFiles: HaltFiles = { read: readHaltFile, watch: watchHaltFile };

/** Looks at the path, and follows no link: whatever has the name halts. */
function readHaltFile(path: string): HaltFileReading {
  try {
    const status = lstatSync(path);
    const isSmall = status.isFile() && status.size <= FILE_BYTES_MAX;
    const text = isSmall ? readFileSync(path, 'utf8').slice(0, TEXT_LENGTH_MAX) : '';
    return { kind: 'present', text };
  } catch (cause) {
    if (!isMissing(cause)) return { kind: 'unreadable', reason: codeOf(cause) };
    return isDirectory(dirname(path))
      ? { kind: 'absent' }
      : { kind: 'unreadable', reason: 'its directory is not there' };
  }
}

/** Where there is no directory, nobody could place the file. */
function isDirectory(path: string): boolean {
  try {
    lstatSync(`${path}/.`);
    return true;
  } catch {
    return false;
  }
}

function watchHaltFile(path: string, onLook: (reading: HaltFileReading) => void) {
  const timer = setInterval(() => {
    onLook(readHaltFile(path));
  }, LOOK_INTERVAL_MS);
  // A process that has nothing else to do may end.
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
    },
  };
}

function isMissing(cause: unknown): boolean {
  return codeOf(cause) === 'ENOENT';
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
