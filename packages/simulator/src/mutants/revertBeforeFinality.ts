import { SAFETY_RULES } from '@quantbot/executor/simulation';

import { decorateNodes, replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Ends an attempt by a failure that a fork may still turn. */
export const revertBeforeFinality: Mutant = {
  name: 'revert-before-finality',
  breaks: 'A failure counts before it is final.',
  breakSeams: (seams) =>
    decorateNodes(
      replaceRules(seams, {
        judgeStatus: (status, goal) =>
          status.error === null
            ? SAFETY_RULES.judgeStatus(status, goal)
            : { kind: 'reverted', error: status.error },
      }),
      (node) => ({
        transaction: async (signature) => node.transaction(signature, 'confirmed'),
      }),
    ),
};
