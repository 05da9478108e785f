import { isTerminal } from '@quantbot/executor';
import { foldTrade } from '@quantbot/executor/simulation';

import type { Check } from './check.ts';
import type { TradeFact } from './history.ts';

/** Every prefix of what was written is a state, and the last one is the one in use. */
export const journalPrefix: Check = {
  name: 'journal-prefix',
  invariant: 'INV-09',
  holds: 'Events are numbered without a gap, every prefix folds, and the record is the whole fold.',
  find: ({ trades }) => trades.flatMap(contradictions),
};

function contradictions({ record, events }: TradeFact): string[] {
  const { tradeId } = record;
  const gap = events.findIndex(({ version }, index) => version !== index + 1);
  if (gap >= 0) return [`${tradeId}: event ${gap + 1} is numbered ${events[gap]?.version}`];
  try {
    // Folding goes through the state of every prefix, and throws at the first that is none.
    const folded = JSON.stringify(foldTrade(events));
    return folded === JSON.stringify(record) ? [] : [`${tradeId}: the record is not the fold`];
  } catch (cause) {
    return [`${tradeId}: ${cause instanceof Error ? cause.message : String(cause)}`];
  }
}

/** Once faults stop, everything ends and everybody knows. */
export const liveness: Check = {
  name: 'liveness',
  invariant: 'INV-14',
  holds: 'Once faults stop, every trade ends and every caller learns how.',
  find: ({ stuck, trades }) => [
    ...(stuck === undefined ? [] : [stuck]),
    ...trades
      .filter(({ record }) => !isTerminal(record.status))
      .map(({ record }) => `trade ${record.key} stays ${record.status}`),
  ],
};

/** Nothing in a schedule contradicts an honest journal, so no person is ever needed. */
export const noConflict: Check = {
  name: 'no-conflict',
  invariant: 'INV-14',
  holds: 'No trade waits for a person: nothing but our own doing happens to the wallets.',
  find: ({ trades }) =>
    trades
      .filter(({ record }) => record.status === 'conflicted' || record.status === 'resolved')
      .map(({ record }) => `trade ${record.key} is ${record.status}: ${record.result?.error}`),
};

/** Codes of errors that only a defect can raise. */
const DEFECT = /^(?:INTERNAL|INVARIANT)__/u;

/** The executor handles what it meets. */
export const noSurprise: Check = {
  name: 'no-surprise',
  invariant: 'INV-14',
  holds: 'No error goes unhandled, and no trade ends by a defect of our own.',
  find: ({ surprises, trades }) => [
    ...surprises,
    ...trades
      .filter(({ record }) => DEFECT.test(record.errorCode ?? ''))
      .map(
        ({ record }) => `trade ${record.key} ended by ${record.errorCode}: ${record.result?.error}`,
      ),
  ],
};
