import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Takes whatever price there is when it tries again. */
export const floorForgotten: Mutant = {
  name: 'first-floor-forgotten',
  breaks: 'A further attempt may take less than the first one would have taken.',
  breakSeams: (seams) => replaceRules(seams, { firstFloor: () => 0n }),
};
