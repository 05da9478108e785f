import { decorateJournal } from './decorateJournal.ts';
import type { Mutant } from './mutant.ts';

/** Sends first and lets the commit come when it comes. */
export const journalAfterSend: Mutant = {
  name: 'journal-after-send',
  breaks: 'The bytes leave before the commit that holds their signature is on the disk.',
  breakSeams: (seams) => decorateJournal(seams, () => ({ durable: async () => {} })),
};
