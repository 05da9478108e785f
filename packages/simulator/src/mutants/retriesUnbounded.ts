import { SAFETY_RULES } from '@quantbot/executor/simulation';

import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Tries once more than it was told to. */
export const retriesUnbounded: Mutant = {
  name: 'retries-unbounded',
  breaks: 'The number of further attempts has no bound.',
  breakSeams: (seams) =>
    replaceRules(seams, {
      nextStep: (facts) => {
        const { request } = facts.trade;
        const trade = { ...facts.trade, request: { ...request, maxRetries: Infinity } };
        return SAFETY_RULES.nextStep({ ...facts, trade });
      },
    }),
};
