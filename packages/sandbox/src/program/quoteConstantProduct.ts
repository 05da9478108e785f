/** What a pool holds, in base units of the respective mint. */
export interface PoolReserves {
  readonly reserveIn: bigint;
  readonly reserveOut: bigint;
}

/** Share of the input, in basis points, that stays in the pool. */
const POOL_FEE_BPS = 30;

const BPS = 10_000n;

/**
 * Computes what the swap program pays out, to the base unit: the program uses the same formula and
 * rounds in the same places, always in the pool's favour.
 *
 * @param amountIn - base units that reach the pool
 * @returns base units of the output, 0 for an amount too small to buy any
 */
export function quoteConstantProduct(amountIn: bigint, reserves: PoolReserves): bigint {
  const amountInNet = (amountIn * (BPS - BigInt(POOL_FEE_BPS))) / BPS;
  return (reserves.reserveOut * amountInNet) / (reserves.reserveIn + amountInNet);
}

/**
 * Tells how far a swap moves the price against the trader, fee left out, as a decimal ratio: 0.01
 * is one per cent. A display figure; no amount is computed from it.
 */
export function computePriceImpact(amountIn: bigint, reserves: PoolReserves): number {
  const amountInNet = (amountIn * (BPS - BigInt(POOL_FEE_BPS))) / BPS;
  return Number(amountInNet) / Number(reserves.reserveIn + amountInNet);
}
