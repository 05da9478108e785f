import { readFileSync, statSync } from 'node:fs';

import type { FileReading } from './executorPlatform.ts';

const PERMISSION_BITS = 0o777;
const FILE_BYTES_MAX = 1_048_576;

/** Reads a small file and its permission bits, or says why not. */
export function readPrivateFile(path: string): FileReading {
  try {
    const status = statSync(path);
    if (!status.isFile()) return { kind: 'unreadable', reason: 'it is not a file' };
    if (status.size > FILE_BYTES_MAX) {
      return { kind: 'unreadable', reason: `it has ${status.size} bytes` };
    }
    const text = readFileSync(path, 'utf8');
    return { kind: 'read', file: { text, mode: status.mode & PERMISSION_BITS } };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') return { kind: 'missing' };
    return { kind: 'unreadable', reason: String(code ?? cause) };
  }
}
