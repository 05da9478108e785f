import { decorateNodes } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Beyond every slot that a schedule reaches. */
const SLOT_BEYOND = 10n ** 12n;

/** Looks for a signature once and goes by that look when the height has come. */
export const statusNotReread: Mutant = {
  name: 'status-before-expiry-not-reread',
  breaks: 'A proof of expiry goes by a search made before the height was final.',
  breakSeams: (seams) =>
    decorateNodes(seams, (node) => {
      const unknown = new Set<string>();
      return {
        signatureStatuses: async (signatures, options) => {
          const isKnown = signatures.every((signature) => unknown.has(signature));
          if (options.searchHistory && isKnown) {
            return { slot: SLOT_BEYOND, statuses: signatures.map(() => null) };
          }
          const reading = await node.signatureStatuses(signatures, options);
          for (const [index, signature] of signatures.entries()) {
            if (reading.statuses[index] === null) unknown.add(signature);
          }
          return reading;
        },
      };
    }),
};
