import { existsSync, statSync } from 'node:fs';

/** Whether there is anything at a path. */
export function fileExists(path: string): boolean {
  return existsSync(path);
}

/** Which file there is at a path, `undefined` for none. Another file gives another text. */
export function fileIdentity(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? undefined : `${found.dev}:${found.ino}:${found.birthtimeNs}`;
}
