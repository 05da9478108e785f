import { SAFETY_RULES } from '@quantbot/executor/simulation';

import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Leaves the priority fee out of what a fill cost, as some nodes report it. */
export const feeMissing: Mutant = {
  name: 'fee-missing-from-fill',
  breaks: 'The priority fee is no cost of a fill.',
  breakSeams: (seams) =>
    replaceRules(seams, {
      computeFill: (...inputs) => {
        const computed = SAFETY_RULES.computeFill(...inputs);
        return computed.kind === 'fill'
          ? { kind: 'fill', fill: { ...computed.fill, priorityFeeLamports: '0' } }
          : computed;
      },
    }),
};
