import { fault } from '@quantbot/core';

import type { TradeLog } from '../journal/tradeLog.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import { attemptsMade, type TradeRecord } from '../journal/tradeRecord.ts';
import { faultyResult } from '../settle/tradeResult.ts';

/**
 * Cancels a trade: at once while nothing of it can land, as a wish that forbids further attempts
 * while something can. A success that was answered cannot be cancelled any more.
 *
 * @returns the trade after that.
 */
export function cancelTrade(log: TradeLog, trade: TradeRecord): TradeRecord {
  if (isTerminal(trade.status)) return trade;
  const { tradeId, key } = trade;
  if (!log.knows(tradeId)) log.adopt(trade);
  const now = log.current(tradeId);
  const { status } = now;
  const attempts = attemptsMade(now);
  if (isTerminal(status) || now.successAnswered === true) return now;
  if (status === 'executing' || status === 'settling') {
    return now.cancelRequested ? now : log.record(tradeId, { name: 'CancelRequested' });
  }
  const problem =
    attempts === 0
      ? fault('TRADE__CANCELLED', { key })
      : fault('CONFIRM__CANCELLED', { key, attempts });
  const result = faultyResult(now, problem, 'cancelled');
  return log.record(tradeId, { name: 'TradeCancelled', result });
}
