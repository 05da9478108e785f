import { SAFETY_RULES } from '@quantbot/executor/simulation';

import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Holds what is in a block for what ran. */
export const errIgnored: Mutant = {
  name: 'err-ignored',
  breaks: 'A status counts as a success whether or not the transaction ran.',
  breakSeams: (seams) =>
    replaceRules(seams, {
      judgeStatus: (status, goal) => SAFETY_RULES.judgeStatus({ ...status, error: null }, goal),
    }),
};
