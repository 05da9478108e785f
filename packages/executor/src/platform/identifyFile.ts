import { statSync } from 'node:fs';

import type { FileIdentity } from './executorPlatform.ts';

/** Looks at a file, not into it. */
export function identifyFile(path: string): FileIdentity {
  const { ino, birthtimeNs, ctimeNs } = statSync(path, { bigint: true });
  // Where no time of birth is kept there is none, or the time of the last change in its place.
  const isKept = birthtimeNs > 0n && birthtimeNs !== ctimeNs;
  return { inode: String(ino), bornAtNs: isKept ? String(birthtimeNs) : undefined };
}
