import type { Fault } from '@quantbot/core';

import { admitAgain } from '../gates/admitTrade.ts';
import { bookPeriodsOf } from '../gates/bookPeriods.ts';
import { reservationOf } from '../gates/reservationOf.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from './executorParts.ts';

/**
 * Why an admitted trade may make no attempt any more: limits were lowered since, or what they count
 * has grown without it, as by a sale that was rolled back. A sell is held up by none of this, unless
 * `alsoOnSells` says so.
 */
export function judgeTradeAgain(
  { config, log }: Pick<ExecutorParts, 'config' | 'log'>,
  trade: TradeRecord,
): Fault | undefined {
  const { limits } = config;
  if (limits === undefined) return undefined;
  const { request } = trade;
  const snapshot = log.lookBeside(trade, bookPeriodsOf(config));
  return admitAgain({ request, limits, snapshot, reserved: reservationOf(request, config) });
}
