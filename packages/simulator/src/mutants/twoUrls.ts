import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Counts addresses where it should count those who run them. */
export const twoUrls: Mutant = {
  name: 'two-urls-of-one-operator',
  breaks: 'Two nodes of one operator count as two witnesses.',
  breakSeams: (seams) => replaceRules(seams, { isProof: (witnesses) => witnesses.length > 1 }),
};
