import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Lets the word of one node end an attempt. */
export const oneWitness: Mutant = {
  name: 'one-witness-believed',
  breaks: 'One operator is enough for a proof of expiry.',
  breakSeams: (seams) => replaceRules(seams, { isProof: (witnesses) => witnesses.length > 0 }),
};
