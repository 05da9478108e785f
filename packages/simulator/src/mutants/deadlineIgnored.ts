import { SAFETY_RULES } from '@quantbot/executor/simulation';

import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Tries again however late it is. */
export const deadlineIgnored: Mutant = {
  name: 'deadline-ignored-on-retry',
  breaks: 'A further attempt is signed after the deadline.',
  breakSeams: (seams) =>
    replaceRules(seams, {
      nextStep: (facts) => SAFETY_RULES.nextStep({ ...facts, nowMs: -Infinity }),
      signRefusal: (facts) => SAFETY_RULES.signRefusal({ ...facts, nowMs: -Infinity }),
    }),
};
