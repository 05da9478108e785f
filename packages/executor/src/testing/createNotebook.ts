import type { Notebook } from '../journal/readNote.ts';

/** Notes in memory, for what needs no more of a journal. */
export function createNotebook(): Notebook {
  const notes = new Map<string, string>();
  return {
    path: '/data/journal.sqlite',
    note: (name) => notes.get(name),
    takeNote: (name, text) => {
      notes.set(name, text);
    },
  };
}
