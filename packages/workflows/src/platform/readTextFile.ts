import { readFileSync } from 'node:fs';

/**
 * Reads a whole text file.
 *
 * @throws Error when there is none or it cannot be read.
 */
export function readTextFile(path: string): string {
  return readFileSync(path, 'utf8');
}
