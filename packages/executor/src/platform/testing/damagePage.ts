import { readFileSync, writeFileSync } from 'node:fs';

/** Size of the pages that SQLite makes (SQLite, default page size). */
export const PAGE_BYTES = 4_096;

/** Turns every bit of the beginning of a page of a file over. */
export function damagePage(path: string, page: number): void {
  const bytes = readFileSync(path);
  const start = (page - 1) * PAGE_BYTES;
  for (let index = start; index < start + 64; index += 1) bytes[index] = ~(bytes[index] ?? 0);
  writeFileSync(path, bytes);
}
