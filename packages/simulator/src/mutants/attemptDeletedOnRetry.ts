import type { TradeRecord } from '@quantbot/executor';

import { decorateJournal } from './decorateJournal.ts';
import type { Mutant } from './mutant.ts';

/** Keeps the newest attempt of a trade and forgets the others. */
export const attemptDeletedOnRetry: Mutant = {
  name: 'attempt-deleted-on-retry',
  breaks:
    'A further attempt takes the place of the one before, whose costs and signature are gone.',
  breakSeams: (seams) =>
    decorateJournal(seams, (journal) => ({
      append: (append) => {
        const outcome = journal.append(append);
        return outcome.kind === 'ok' ? { ...outcome, trade: newestOnly(outcome.trade) } : outcome;
      },
      openTrades: () => journal.openTrades().map(newestOnly),
    })),
};

function newestOnly(trade: TradeRecord): TradeRecord {
  return { ...trade, attempts: trade.attempts.slice(-1) };
}
