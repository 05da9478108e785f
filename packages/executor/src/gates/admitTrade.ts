import {
  fault,
  readAmount,
  SOL_DECIMALS,
  U64_MAX,
  type AnyExecutionRequest,
  type Fault,
} from '@quantbot/core';

import type { ExecutionLimits } from '../config/executionAdapterConfig.ts';
import type { AdmissionSnapshot } from '../journal/journal.ts';

/**
 * Gates that need nothing from the chain. They run inside the commit that claims the key, so two
 * trades cannot slip past a limit together.
 *
 * @param limits - `undefined` in dry-run without limits: nothing is refused then.
 * @returns the first refusal, `undefined` when the trade is admitted.
 */
export function admitTrade(
  request: AnyExecutionRequest,
  limits: ExecutionLimits | undefined,
  snapshot: AdmissionSnapshot,
): Fault | undefined {
  if (limits === undefined) return undefined;
  const { openTradesMax, tradeLamportsMax } = limits;
  const { openTrades } = snapshot;
  if (openTrades >= openTradesMax) {
    return fault('RISK__OPEN_TRADES_EXCEED_MAXIMUM', { openTrades, openTradesMax });
  }
  const lamports = outlayOf(request);
  return lamports > tradeLamportsMax
    ? fault('RISK__TRADE_EXCEEDS_MAXIMUM', { lamports, tradeLamportsMax })
    : undefined;
}

/** Lamports a buy puts into the swap; a sell puts in none and is never held up by its size. */
function outlayOf(request: AnyExecutionRequest): bigint {
  if (request.side !== 'buy') return 0n;
  if (request.amountBaseUnits !== undefined) return BigInt(request.amountBaseUnits);
  const reading = readAmount(request.amount ?? 0, SOL_DECIMALS);
  // Validation comes first, so this cannot be; were it so, the limit would have to hold it up.
  return reading.ok ? reading.units : U64_MAX;
}
