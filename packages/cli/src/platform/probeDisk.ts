import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { reasonOf } from '@quantbot/core';
import { createNodePlatform } from '@quantbot/executor';

/** What a directory is like to write into. */
export interface DiskProbe {
  /** Bytes free for this user. */
  readonly freeBytes: number;
  /** Permission bits of the directory. */
  readonly mode: number;
  /** Magic number of the file system (statfs(2)). */
  readonly fileSystem: number;
  /** Milliseconds that each of some durable writes took, the slowest last. */
  readonly syncMs: readonly number[];
}

const SYNCS = 5;
const BYTES = Buffer.alloc(4_096, 1);
const PERMISSION_BITS = 0o777;

/**
 * Writes a small file durably some times over, and takes it away again. Makes the directory, as the
 * journal would.
 */
export function probeDisk(directory: string): DiskProbe | { readonly problem: string } {
  const path = join(directory, `.doctor-${process.pid}`);
  try {
    createNodePlatform().ensureDirectory(directory);
    const descriptor = openSync(path, 'wx', 0o600);
    try {
      const syncMs = Array.from({ length: SYNCS }, () => {
        const startedMs = performance.now();
        writeSync(descriptor, BYTES);
        fsyncSync(descriptor);
        return performance.now() - startedMs;
      });
      const { bavail, bsize, type } = statfsSync(directory);
      return {
        freeBytes: bavail * bsize,
        mode: statSync(directory).mode & PERMISSION_BITS,
        fileSystem: type,
        syncMs: syncMs.toSorted((one, other) => one - other),
      };
    } finally {
      closeSync(descriptor);
      rmSync(path, { force: true });
    }
  } catch (cause) {
    return { problem: reasonOf(cause) };
  }
}
