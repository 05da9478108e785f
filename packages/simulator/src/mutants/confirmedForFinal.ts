import { decorateNodes } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Holds what is confirmed for final when it looks at heights. */
export const confirmedForFinal: Mutant = {
  name: 'confirmed-height-for-finalized',
  breaks: 'A proof of expiry goes by the confirmed height.',
  breakSeams: (seams) =>
    decorateNodes(seams, (node) => ({
      finalized: async () => {
        const [reading, blockHeight] = await Promise.all([
          node.finalized(),
          node.blockHeight('confirmed'),
        ]);
        return { ...reading, blockHeight };
      },
    })),
};
