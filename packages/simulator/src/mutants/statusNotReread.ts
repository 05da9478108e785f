import type { StatusesReading } from '@quantbot/executor/simulation';

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
      const looks = new Map<string, StatusesReading>();
      return {
        signatureStatuses: async (signatures, options) => {
          const name = signatures.join(' ');
          const known = options.searchHistory ? looks.get(name) : undefined;
          if (known !== undefined) return known;
          const reading = await node.signatureStatuses(signatures, options);
          if (reading.statuses.every((status) => status === null)) {
            looks.set(name, { ...reading, slot: SLOT_BEYOND });
          }
          return reading;
        },
      };
    }),
};
