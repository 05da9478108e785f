import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Spends what a sell will bring before it has brought it. */
export const openSellExecuted: Mutant = {
  name: 'open-sell-counted-as-executed',
  breaks: 'The proceeds of a sell that is open count as if they were there.',
  breakSeams: (seams) =>
    replaceRules(seams, {
      worstOutlay: ({ outlayLamports, proceedsLamports }) => outlayLamports - proceedsLamports,
    }),
};
