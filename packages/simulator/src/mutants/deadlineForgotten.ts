import { decorateJournal } from './decorateJournal.ts';
import type { Mutant } from './mutant.ts';

/** Gives every trade that it finds open all the time in the world. */
export const deadlineForgotten: Mutant = {
  name: 'deadline-forgotten-after-restart',
  breaks: 'A restart signs trades whose deadline has passed.',
  breakSeams: (seams) =>
    decorateJournal(seams, (journal) => ({
      openTrades: () => journal.openTrades().map((trade) => ({ ...trade, deadlineAtMs: Infinity })),
    })),
};
