import type { TradeEvent } from '@quantbot/executor';

import { decorateJournal } from './decorateJournal.ts';
import type { Mutant } from './mutant.ts';

/** Starts every trade over that it finds open, as if what was signed had been lost with the process. */
export const resumeResigns: Mutant = {
  name: 'resume-resigns',
  breaks: 'A restart signs anew for trades that were signed already.',
  breakSeams: (seams) =>
    decorateJournal(seams, (journal) => ({
      openTrades: () =>
        journal
          .openTrades()
          .map((trade) =>
            trade.status === 'executing' ? { ...trade, status: 'admitted', attempts: [] } : trade,
          ),
      append: (append) => {
        const stored = journal.history(append.tradeId)?.trade;
        const signs = append.events.some(({ name }) => name === 'AttemptSigned');
        const live = stored?.status === 'executing' ? stored.attempts.at(-1) : undefined;
        if (!signs || live === undefined) return journal.append(append);
        const { signature, deathHeight } = live;
        const lost: TradeEvent = { name: 'AttemptExpired', signature, deathHeight, witnesses: [] };
        return journal.append({ ...append, events: [lost, ...append.events] });
      },
    })),
};
