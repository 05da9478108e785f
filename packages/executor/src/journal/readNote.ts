import { ExecutionError, reasonOf } from '@quantbot/core';
import type { ZodType } from 'zod';

import type { Journal } from './journal.ts';

/** Where notes are read from. */
export type NoteReader = Pick<Journal, 'note' | 'path'>;

/** Where notes are read from and kept. */
export type Notebook = Pick<Journal, 'note' | 'path' | 'takeNote'>;

/**
 * Reads what was kept under a name.
 *
 * @returns `undefined` when nothing was.
 * @throws ExecutionError `JOURNAL__DAMAGED` when it does not have its shape: a note that cannot be
 * read is not the same as none, and not to know is not to allow.
 */
export function readNote<Value>(
  journal: NoteReader,
  name: string,
  shape: ZodType<Value>,
): Value | undefined {
  const text = journal.note(name);
  if (text === undefined) return undefined;
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    const detail = `the note "${name}" cannot be read: ${reasonOf(cause)}`;
    throw new ExecutionError('JOURNAL__DAMAGED', { path: journal.path, detail }, { cause });
  }
}

/**
 * Reads notes that are kept under a number each, from 1 on until there is none.
 *
 * @throws ExecutionError `JOURNAL__DAMAGED` when one of them cannot be read
 */
export function readNumberedNotes<Value>(
  journal: NoteReader,
  nameOf: (number: number) => string,
  shape: ZodType<Value>,
): readonly Value[] {
  const notes: Value[] = [];
  for (;;) {
    const found = readNote(journal, nameOf(notes.length + 1), shape);
    if (found === undefined) return notes;
    notes.push(found);
  }
}
