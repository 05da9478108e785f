import { decorateJournal } from './decorateJournal.ts';
import type { Mutant } from './mutant.ts';

/** Takes a commit that failed for one that is there. */
export const failedCommitIgnored: Mutant = {
  name: 'failed-commit-ignored',
  breaks: 'A commit that the disk has refused counts as one that is on it.',
  breakSeams: (seams) =>
    decorateJournal(seams, (journal) => ({
      durable: async () => {
        await journal.durable().catch(() => undefined);
      },
      failure: () => undefined,
    })),
};
