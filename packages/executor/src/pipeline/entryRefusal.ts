import { fault, faultFromError, isExecutionError, reasonOf, type Fault } from '@quantbot/core';

import type { CompiledConfig } from '../config/compileConfig.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';

/**
 * Why a live buy must not be signed any more, though it was claimed. What cannot be judged is not
 * signed: whoever withdraws buys may have withdrawn this one.
 */
export function entryRefusal(
  { entryGuard }: Pick<CompiledConfig, 'entryGuard'>,
  trade: TradeRecord,
): Fault | undefined {
  const { key, keyDerived, request, mode, admittedAtMs, updatedAtMs } = trade;
  if (mode !== 'live' || request.side === 'sell') return undefined;
  const claimedAtMs = trade.status === 'received' ? updatedAtMs : (admittedAtMs ?? updatedAtMs);
  try {
    return entryGuard?.({ key, keyDerived, request, claimedAtMs });
  } catch (cause) {
    return isExecutionError(cause)
      ? faultFromError(cause)
      : fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) });
  }
}
