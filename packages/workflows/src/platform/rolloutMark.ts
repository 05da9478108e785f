import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * Number in a small file, 0 where there is none.
 *
 * @throws Error when there is a file that has no number
 */
export function readMark(path: string): number {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw cause;
  }
  if (/^\d{1,15}\n$/u.test(text)) return Number(text);
  throw new Error(`${path} does not have a number in it`);
}

/** Puts a number into a small file, whole or not at all. */
export function writeMark(path: string, number: number): void {
  const next = `${path}.next`;
  writeFileSync(next, `${number}\n`, { mode: 0o600 });
  renameSync(next, path);
}
