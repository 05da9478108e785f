import { SAFETY_RULES } from '@quantbot/executor/simulation';

import { decorateJournal } from './decorateJournal.ts';
import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Asks about the trading state before the claim alone: what is claimed is signed whatever comes. */
export const barIgnored: Mutant = {
  name: 'halt-ignored-after-claim',
  breaks: 'A trade that was claimed before a halt is signed in it.',
  breakSeams: (seams) =>
    replaceRules(
      decorateJournal(seams, (journal) => ({
        append: (append) => {
          const outcome = journal.append(append);
          if (outcome.kind !== 'halted') return outcome;
          journal.changeTrading({ ...outcome.change, state: 'active' });
          const again = journal.append(append);
          journal.changeTrading(outcome.change);
          return again;
        },
      })),
      { signRefusal: (facts) => SAFETY_RULES.signRefusal({ ...facts, barred: undefined }) },
    ),
};
