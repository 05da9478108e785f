import { SAFETY_RULES } from '@quantbot/executor/simulation';

import { decorateNodes, replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Books for good what a fork can still take back. */
export const rollbackIgnored: Mutant = {
  name: 'rollback-ignored',
  breaks: 'A confirmed landing counts as final.',
  breakSeams: (seams) =>
    decorateNodes(
      replaceRules(seams, {
        judgeStatus: (status) => SAFETY_RULES.judgeStatus(status, 'confirmed'),
      }),
      (node) => ({
        transaction: async (signature) => node.transaction(signature, 'confirmed'),
      }),
    ),
};
