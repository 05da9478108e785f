import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Lets every trade count on the whole wallet. */
export const nothingReserved: Mutant = {
  name: 'nothing-reserved-for-open-trades',
  breaks: 'An open trade reserves nothing, so that two count on the same lamports.',
  breakSeams: (seams) => replaceRules(seams, { worstOutlay: () => 0n }),
};
