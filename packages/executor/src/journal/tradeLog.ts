import { ExecutionError } from '@quantbot/core';

import type { AppendOutcome, Journal } from './journal.ts';
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
  /**
   * Writes events. The trade has moved on for this process at once, for everybody else once
   * `durable` resolves; whoever waits for an answer gets it only then.
   */
  record(tradeId: string, ...events: readonly TradeEvent[]): TradeRecord;
  /**
   * Resolves when everything recorded so far is on disk. To be awaited before anything leaves the
   * process that must not be forgotten: the bytes of a signature above all.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE` when some of it may not be on disk.
   */
  durable(): Promise<void>;
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

/** Told after every write, with the trade before and after it. */
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
  const append = (trade: TradeRecord, events: readonly TradeEvent[]): AppendOutcome => {
    const { tradeId, version: expectedVersion, wallet } = trade;
    const lease = journal.lease(wallet);
    if (lease.kind === 'fenced') return lease;
    return journal.append({ tradeId, expectedVersion, leaseEpoch: lease.epoch, events });
  };
  const answerOnceDurable = ({ trade, answer }: OpenTrade): void => {
    if (!isAnswered(trade)) return;
    const resolve = (): void => {
      answer.resolve(trade);
    };
    journal.durable().then(resolve, answer.reject);
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
      const open = { trade, answer };
      trades.set(trade.tradeId, open);
      answerOnceDurable(open);
      forgetOldest();
    },
    knows: (tradeId) => trades.has(tradeId),
    current: (tradeId) => find(tradeId).trade,
    record: (tradeId, ...events) => {
      const open = find(tradeId);
      const outcome = append(open.trade, events);
      if (outcome.kind !== 'ok') {
        throw new ExecutionError('INVARIANT__VIOLATED', {
          id: 'INV-08',
          detail: `trade ${tradeId} was written by somebody else (${outcome.kind})`,
        });
      }
      const before = open.trade;
      open.trade = outcome.trade;
      observe(before, outcome.trade);
      answerOnceDurable(open);
      return outcome.trade;
    },
    durable: async () => journal.durable(),
    fail: (tradeId, cause) => {
      find(tradeId).answer.reject(cause);
    },
    answered: async (tradeId) => find(tradeId).answer.promise,
  };
}

function isAnswered(trade: TradeRecord): boolean {
  return trade.result !== undefined && (isTerminal(trade.status) || trade.status === 'settling');
}
