import { readAmount, SOL_DECIMALS, U64_MAX, type AnyExecutionRequest } from '@quantbot/core';

/** Lamports a buy puts into the swap; a sell puts in none and is never held up by its size. */
export function buyLamportsOf(request: AnyExecutionRequest): bigint {
  if (request.side !== 'buy') return 0n;
  if (request.amountBaseUnits !== undefined) return BigInt(request.amountBaseUnits);
  const reading = readAmount(request.amount ?? 0, SOL_DECIMALS);
  // Validation comes first, so this cannot be; were it so, the limit would have to hold it up.
  return reading.ok ? reading.units : U64_MAX;
}
