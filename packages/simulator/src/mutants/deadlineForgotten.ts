import { decorateJournal } from './decorateJournal.ts';
import type { Mutant } from './mutant.ts';

/** As long as a request may ask for: what has more left than it asked for is known to be odd. */
const DEADLINE_MS = 300_000;

/** Gives every trade that it finds open as much time as if it had come just now. */
export const deadlineForgotten: Mutant = {
  name: 'deadline-forgotten-after-restart',
  breaks: 'A restart signs trades whose deadline has passed.',
  breakSeams: (seams) =>
    decorateJournal(seams, (journal) => ({
      openTrades: () =>
        journal.openTrades().map((trade) => ({
          ...trade,
          request: { ...trade.request, deadlineMs: DEADLINE_MS },
          deadlineAtMs: trade.updatedAtMs + DEADLINE_MS,
        })),
    })),
};
