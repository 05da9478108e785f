import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** For this user alone. */
const PRIVATE_DIRECTORY = 0o700;

/**
 * Makes a directory and those above it that are missing, for this user alone. `mkdirSync` with
 * `recursive` never comes back where a file system answers that a directory to be made is not there,
 * as `/proc` does.
 *
 * @throws Error when it cannot be made, or something else is there.
 */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: PRIVATE_DIRECTORY });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT') throw cause;
    const parent = dirname(path);
    // Another process may have made it meanwhile.
    if (!existsSync(parent)) makeDirectory(parent);
    makeBelow(path);
  }
}

/** Everything above it is there: that it cannot be made is an answer, unless another process did. */
function makeBelow(path: string): void {
  try {
    mkdirSync(path, { mode: PRIVATE_DIRECTORY });
  } catch (cause) {
    if (!existsSync(path) || !statSync(path).isDirectory()) throw cause;
  }
}
