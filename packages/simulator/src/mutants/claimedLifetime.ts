import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Believes the life that a node gives a blockhash. */
export const claimedLifetime: Mutant = {
  name: 'claimed-lifetime-believed',
  breaks: 'The death height is what the node claims.',
  breakSeams: (seams) =>
    replaceRules(seams, { deathHeightOf: ({ claimedLastHeight }) => claimedLastHeight }),
};
