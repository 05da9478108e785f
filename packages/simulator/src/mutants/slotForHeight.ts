import { decorateNodes } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Takes slots for heights, which run millions ahead. */
export const slotForHeight: Mutant = {
  name: 'slot-taken-for-height',
  breaks: 'A proof of expiry compares the death height with a slot.',
  breakSeams: (seams) =>
    decorateNodes(seams, (node) => ({
      finalized: async () => {
        const reading = await node.finalized();
        return { ...reading, blockHeight: reading.slot };
      },
    })),
};
