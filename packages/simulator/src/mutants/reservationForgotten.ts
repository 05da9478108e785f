import { decorateJournal } from './decorateJournal.ts';
import type { Mutant } from './mutant.ts';

/** Lets the gates see positions and not what open trades have reserved. */
export const reservationForgotten: Mutant = {
  name: 'reservation-forgotten-by-gates',
  breaks:
    'Gates see nothing of open trades, so that buys which ask together pass a limit together.',
  breakSeams: (seams) =>
    decorateJournal(seams, (journal) => ({
      admit: (claim) =>
        journal.admit({
          ...claim,
          decide: (snapshot) =>
            claim.decide({
              ...snapshot,
              account: { ...snapshot.account, openCostLamports: 0n, openVolumeLamports: 0n },
            }),
        }),
    })),
};
