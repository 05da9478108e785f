import type { ExecutorSeams, Journal } from '@quantbot/executor/simulation';

/** Seams whose journal does some things otherwise. */
export function decorateJournal(
  seams: ExecutorSeams,
  change: (journal: Journal) => Partial<Journal>,
): ExecutorSeams {
  return { ...seams, decorateJournal: (journal) => ({ ...journal, ...change(journal) }) };
}
