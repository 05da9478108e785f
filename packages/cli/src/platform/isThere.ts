import { existsSync } from 'node:fs';

/** Whether there is anything at a path that this user can see. */
export function isThere(path: string): boolean {
  return existsSync(path);
}
