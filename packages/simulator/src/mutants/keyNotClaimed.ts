import type { TradeRecord } from '@quantbot/executor';

import { decorateJournal } from './decorateJournal.ts';
import type { Mutant } from './mutant.ts';

/** Takes a key only when something was signed under it, so that two calls at once both trade. */
export const keyNotClaimed: Mutant = {
  name: 'key-not-claimed-before-quoting',
  breaks: 'A key is taken when its trade is signed, not before its quote.',
  breakSeams: (seams) =>
    decorateJournal(seams, (journal) => {
      const signedOnly = (trade: TradeRecord | undefined): TradeRecord | undefined =>
        trade?.status === 'admitted' && trade.attempts.length === 0 ? undefined : trade;
      return {
        findByKey: (key, mode) => signedOnly(journal.findByKey(key, mode)),
        admit: (claim) => {
          const outcome = journal.admit(claim);
          if (outcome.kind !== 'exists' || signedOnly(outcome.trade) !== undefined) return outcome;
          const key = `${claim.received.key} ${claim.tradeId}`;
          return journal.admit({ ...claim, received: { ...claim.received, key } });
        },
      };
    }),
};
