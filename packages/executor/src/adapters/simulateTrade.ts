import { fault, simulateExecution } from '@quantbot/core';

import type { TradeLog } from '../journal/tradeLog.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';

/** Answers a trade without any chain, and says so. */
export function simulateTrade(log: TradeLog, trade: TradeRecord): void {
  const note = fault('DRYRUN__SIMULATED', { missing: 'a node or a wallet' });
  log.record(trade.tradeId, {
    name: 'TradeRehearsed',
    result: {
      ...simulateExecution(trade.request, trade.key),
      status: 'filled',
      deduplicated: false,
      errorCode: note.code,
    },
  });
}
