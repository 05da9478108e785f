import { ExecutionError } from '@quantbot/core';

import type { Journal } from './journal.ts';
import type { TradeEvent } from './tradeEvents.ts';
import { isTerminal } from './tradeMachine.ts';
import type { TradeRecord } from './tradeRecord.ts';

/** Open trades of this process, and the one way to write about them. */
export interface TradeLog {
  /** Takes a trade in that the journal has just claimed or had open at start. */
  adopt(trade: TradeRecord): void;
  /** Whether the trade is followed by this process. */
  knows(tradeId: string): boolean;
  /** The trade as it stands. */
  current(tradeId: string): TradeRecord;
  /** Writes events durably and tells whoever waits for an answer. */
  record(tradeId: string, ...events: readonly TradeEvent[]): TradeRecord;
  /** Lets whoever waits for the trade fail with the reason why it cannot be followed. */
  fail(tradeId: string, cause: unknown): void;
  /** The trade once it has an answer: confirmed, refused, failed or otherwise ended. */
  answered(tradeId: string): Promise<TradeRecord>;
}

interface OpenTrade {
  trade: TradeRecord;
  readonly answer: PromiseWithResolvers<TradeRecord>;
}

/** Ended trades are kept this long in memory for those who still wait; the journal has them all. */
const ENDED_TRADES_MAX = 1_024;

/** Told after every durable write, with the trade before and after it. */
export type TradeObserver = (before: TradeRecord, after: TradeRecord) => void;

/** Makes the log over a journal this process owns. */
export function createTradeLog(journal: Journal, observe: TradeObserver): TradeLog {
  const trades = new Map<string, OpenTrade>();
  const find = (tradeId: string): OpenTrade => {
    const open = trades.get(tradeId);
    if (open !== undefined) return open;
    const id = 'INV-08';
    throw new ExecutionError('INVARIANT__VIOLATED', { id, detail: `unknown trade ${tradeId}` });
  };
  const forgetOldest = (): void => {
    for (const [tradeId, { trade }] of trades) {
      if (trades.size <= ENDED_TRADES_MAX) return;
      if (isTerminal(trade.status)) trades.delete(tradeId);
    }
  };
  return {
    adopt: (trade) => {
      const known = trades.get(trade.tradeId);
      const answer =
        known === undefined || known.trade.result !== undefined
          ? Promise.withResolvers<TradeRecord>()
          : known.answer;
      // Nobody may be waiting; a rejection is for those who are.
      answer.promise.catch(() => undefined);
      trades.set(trade.tradeId, { trade, answer });
      if (isAnswered(trade)) answer.resolve(trade);
      forgetOldest();
    },
    knows: (tradeId) => trades.has(tradeId),
    current: (tradeId) => find(tradeId).trade,
    record: (tradeId, ...events) => {
      const open = find(tradeId);
      const outcome = journal.append(open.trade, events);
      if (outcome.kind !== 'ok') {
        throw new ExecutionError('INVARIANT__VIOLATED', {
          id: 'INV-08',
          detail: `trade ${tradeId} was written by somebody else (${outcome.kind})`,
        });
      }
      const before = open.trade;
      open.trade = outcome.trade;
      observe(before, outcome.trade);
      if (isAnswered(outcome.trade)) open.answer.resolve(outcome.trade);
      return outcome.trade;
    },
    fail: (tradeId, cause) => {
      find(tradeId).answer.reject(cause);
    },
    answered: async (tradeId) => find(tradeId).answer.promise,
  };
}

function isAnswered(trade: TradeRecord): boolean {
  return trade.result !== undefined && (isTerminal(trade.status) || trade.status === 'settling');
}
