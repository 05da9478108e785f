import { SAFETY_RULES } from '@quantbot/executor/simulation';

import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Forgets what new accounts lock and closed ones free. */
export const rentMissing: Mutant = {
  name: 'rent-missing-from-fill',
  breaks: 'Rent is no cost of a fill.',
  breakSeams: (seams) =>
    replaceRules(seams, {
      computeFill: (...inputs) => {
        const computed = SAFETY_RULES.computeFill(...inputs);
        return computed.kind === 'fill'
          ? { kind: 'fill', fill: { ...computed.fill, rentLamports: '0' } }
          : computed;
      },
    }),
};
