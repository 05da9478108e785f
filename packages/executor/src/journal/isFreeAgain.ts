import { isKeyReusable } from '@quantbot/core';

import { attemptsMade, type TradeRecord } from './tradeRecord.ts';

/** Whether nothing was ever signed under a key and the code of its denial lets it be used again. */
export function isFreeAgain(trade: TradeRecord): boolean {
  const { status, errorCode } = trade;
  return (
    status === 'denied' &&
    attemptsMade(trade) === 0 &&
    errorCode !== undefined &&
    isKeyReusable(errorCode)
  );
}
