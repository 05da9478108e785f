import { decorateNodes } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Beyond every slot that a schedule reaches. */
const SLOT_BEYOND = 10n ** 12n;

/** Takes a node that does not answer for one that has looked and found nothing. */
export const errorAsNotFound: Mutant = {
  name: 'error-read-as-not-found',
  breaks: 'A search that failed counts as a search that found nothing.',
  breakSeams: (seams) =>
    decorateNodes(seams, (node) => ({
      signatureStatuses: async (signatures, options) => {
        try {
          return await node.signatureStatuses(signatures, options);
        } catch (cause) {
          if (!options.searchHistory) throw cause;
          return { slot: SLOT_BEYOND, statuses: signatures.map(() => null) };
        }
      },
    })),
};
