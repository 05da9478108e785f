import { SAFETY_RULES } from '@quantbot/executor/simulation';

import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Forgets that a trade is to be cancelled once its attempt is dead. */
export const cancelForgotten: Mutant = {
  name: 'cancel-forgotten',
  breaks: 'A cancel that was asked for while an attempt was open forbids no further one.',
  breakSeams: (seams) =>
    replaceRules(seams, {
      nextStep: (facts) =>
        SAFETY_RULES.nextStep({ ...facts, trade: { ...facts.trade, cancelRequested: false } }),
    }),
};
