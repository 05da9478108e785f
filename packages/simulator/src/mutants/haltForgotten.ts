import { decorateJournal } from './decorateJournal.ts';
import type { Mutant } from './mutant.ts';

/** Takes a halt for done once it holds in memory. */
export const haltForgotten: Mutant = {
  name: 'halt-forgotten-after-restart',
  breaks: 'A decision about trading is never written down, and is gone with the process.',
  breakSeams: (seams) =>
    decorateJournal(seams, () => ({
      changeTrading: (decision) => ({
        kind: 'changed',
        change: { ...decision, number: 1, atMs: 0 },
      }),
    })),
};
