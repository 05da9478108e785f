import { readAmount, SOL_DECIMALS, U64_MAX, type AnyExecutionRequest } from '@quantbot/core';

import type { CompiledConfig } from '../config/compileConfig.ts';
import type { Reservation } from '../journal/tradeEvents.ts';
import { BASE_FEE_LAMPORTS } from '../transaction/feeBudget.ts';
import { TOKEN_RENT_LAMPORTS_MAX } from '../transaction/tokenRentLamportsMax.ts';

/** What a trade may take out of the wallet at worst. */
export interface Reserved {
  /** Lamports a buy puts into the swap; 0 for a sell. */
  readonly amountLamports: bigint;
  /** Lamports of fees and tips of every attempt it may make. */
  readonly feeLamports: bigint;
  /** Lamports that a new token account may lock. */
  readonly rentLamports: bigint;
}

/** Settings that bound what a trade may cost. */
export type CostBounds = Pick<
  CompiledConfig,
  'maxRetries' | 'priorityFeeLamportsMax' | 'tipLamportsMax' | 'lanePolicy'
>;

/**
 * What a request may come to at worst, known before any quote: every attempt that is allowed lands
 * and reverts, each for the full fee, and the last one runs and pays the tip.
 */
export function reservationOf(request: AnyExecutionRequest, bounds: CostBounds): Reserved {
  const attempts = BigInt(1 + (request.maxRetries ?? bounds.maxRetries));
  const policy = request.lanePolicy ?? bounds.lanePolicy;
  const tip = policy === 'rpc-only' ? 0n : bounds.tipLamportsMax;
  return {
    amountLamports: amountOf(request),
    feeLamports: attempts * (BASE_FEE_LAMPORTS + bounds.priorityFeeLamportsMax) + tip,
    rentLamports: request.side === 'buy' ? TOKEN_RENT_LAMPORTS_MAX : 0n,
  };
}

/** A reservation as the journal keeps it. */
export function reservationText(reserved: Reserved): Reservation {
  return {
    amountLamports: String(reserved.amountLamports),
    feeLamports: String(reserved.feeLamports),
    rentLamports: String(reserved.rentLamports),
  };
}

/** Lamports a buy puts into the swap; a sell puts in none and is never held up by its size. */
function amountOf(request: AnyExecutionRequest): bigint {
  if (request.side !== 'buy') return 0n;
  if (request.amountBaseUnits !== undefined) return BigInt(request.amountBaseUnits);
  const reading = readAmount(request.amount ?? 0, SOL_DECIMALS);
  // Validation comes first, so this cannot be; were it so, the limits would have to hold it up.
  return reading.ok ? reading.units : U64_MAX;
}
