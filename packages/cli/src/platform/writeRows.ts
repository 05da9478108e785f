import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { ExecutionError, reasonOf } from '@quantbot/core';

/** How rows are written. */
export interface RowsFormat {
  readonly format: 'csv' | 'jsonl';
  /** Columns in their order. */
  readonly columns: readonly string[];
  /** File to write, made anew and readable by its owner alone; the standard output when absent. */
  readonly path: string | undefined;
}

const OWNER_ONLY = 0o600;

/**
 * Writes rows one after another, never more of them in memory than the reader is behind.
 *
 * @throws ExecutionError `CONFIG__FILE_UNWRITABLE`, also for a file that is there already
 */
export async function writeRows(
  rows: Iterable<Readonly<Record<string, string>>>,
  { format, columns, path }: RowsFormat,
): Promise<void> {
  const source = Readable.from(format === 'csv' ? rows : lines(rows));
  const target: Writable = path === undefined ? process.stdout : fileOf(path);
  const end = { end: path !== undefined };
  try {
    if (format === 'jsonl') {
      await pipeline(source, target, end);
      return;
    }
    // Loaded here, so that the other commands start without it.
    const { stringify } = await import('csv-stringify');
    const table = stringify({
      header: true,
      columns: [...columns],
      cast: { string: harmless },
    });
    await pipeline(source, table, target, end);
  } catch (cause) {
    // Whoever reads the output has seen enough, as `head` does.
    if (cause instanceof Error && 'code' in cause && cause.code === 'EPIPE') return;
    if (path === undefined) throw cause;
    const reason = reasonOf(cause);
    throw new ExecutionError('CONFIG__FILE_UNWRITABLE', { path, reason }, { cause });
  }
}

const NUMBER = /^-?\d+(?:\.\d+)?$/u;
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u;

/**
 * A key that begins like a formula must not become one in a spreadsheet, and an amount below zero
 * must stay a number there.
 */
function harmless(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

function* lines(rows: Iterable<unknown>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

function fileOf(path: string): Writable {
  return createWriteStream(path, { flags: 'wx', mode: OWNER_ONLY });
}
