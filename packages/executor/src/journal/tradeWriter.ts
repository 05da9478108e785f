import { ExecutionError } from '@quantbot/core';

import type { AppendOutcome, Journal } from './journal.ts';
import { isNewSignature } from './isNewSignature.ts';
import type { TradeEvent } from './tradeEvents.ts';
import { applyEvent, type TradeRecord } from './tradeRecord.ts';

/** Moves trades on: in the journal, and in memory alone once that is broken. */
export interface TradeWriter {
  /**
   * The trade after the events.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE` for a signature once the journal is broken,
   * `RISK__TRADING_HALTED` for one while the journal has trading halted, and `INVARIANT__*` for
   * what cannot be.
   */
  write(trade: TradeRecord, events: readonly TradeEvent[]): TradeRecord;
  /** @throws ExecutionError `JOURNAL__UNAVAILABLE` once the journal is broken. */
  assertWritable(): void;
}

/** Makes the writer of a journal that this process owns. */
export function createTradeWriter(journal: Journal): TradeWriter {
  const assertWritable = (): void => {
    const failure = journal.failure();
    if (failure !== undefined) throw failure;
  };
  return {
    assertWritable,
    write: (trade, events) => {
      try {
        if (journal.failure() === undefined) {
          return requireWritten(trade, append(journal, trade, events));
        }
      } catch (cause) {
        // Broken by this very write: what is on chain goes on all the same.
        if (journal.failure() === undefined) throw cause;
      }
      if (events.some(isNewSignature)) assertWritable();
      return applyInMemory(trade, events);
    },
  };
}

function append(
  journal: Journal,
  trade: TradeRecord,
  events: readonly TradeEvent[],
): AppendOutcome {
  const { tradeId, version: expectedVersion, wallet } = trade;
  const lease = journal.lease(wallet);
  if (lease.kind === 'fenced') return lease;
  return journal.append({ tradeId, expectedVersion, leaseEpoch: lease.epoch, events });
}

function requireWritten({ tradeId }: TradeRecord, outcome: AppendOutcome): TradeRecord {
  if (outcome.kind === 'ok') return outcome.trade;
  if (outcome.kind === 'halted') {
    const { by, reason } = outcome.change;
    throw new ExecutionError('RISK__TRADING_HALTED', { by, reason });
  }
  throw new ExecutionError('INVARIANT__VIOLATED', {
    id: 'INV-08',
    detail: `trade ${tradeId} was written by somebody else (${outcome.kind})`,
  });
}

/** What the journal would have made of it; when it happened is told by nobody. */
function applyInMemory(trade: TradeRecord, events: readonly TradeEvent[]): TradeRecord {
  const { tradeId, updatedAtMs: atMs } = trade;
  return events.reduce(
    (before, event) => applyEvent(before, { tradeId, version: before.version + 1, atMs, event }),
    trade,
  );
}
