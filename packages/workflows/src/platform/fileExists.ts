import { existsSync } from 'node:fs';

/** Whether there is anything at a path. */
export function fileExists(path: string): boolean {
  return existsSync(path);
}
