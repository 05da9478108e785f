import { address, type Address } from '@solana/kit';

import { findPoolAddresses, type PoolSide } from '../program/poolAddresses.ts';
import { SANDBOX_SWAP_PROGRAM_ADDRESS } from '../program/swapProgram.ts';

/** Wrapped SOL, the other side of every sandbox pool. */
export const WRAPPED_SOL: PoolSide = {
  mint: address('So11111111111111111111111111111111111111112'),
  tokenProgram: address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'),
};

/** A token of the sandbox together with its pool against wrapped SOL. */
export interface SandboxPool {
  readonly symbol: string;
  readonly decimals: number;
  /** The token's side of the pool. */
  readonly token: PoolSide;
  readonly pool: Address;
  /** Swap program that owns the pool. */
  readonly programAddress: Address;
  readonly tokenVault: Address;
  readonly solVault: Address;
}

/** Names a pool's accounts, which follow from the token's mint. */
export async function describePool(
  token: PoolSide,
  { symbol, decimals }: { symbol: string; decimals: number },
  programAddress: Address = SANDBOX_SWAP_PROGRAM_ADDRESS,
): Promise<SandboxPool> {
  const { pool, sourceVault, destinationVault } = await findPoolAddresses(
    token,
    WRAPPED_SOL,
    programAddress,
  );
  return {
    symbol,
    decimals,
    token,
    pool: pool[0],
    programAddress,
    tokenVault: sourceVault[0],
    solVault: destinationVault[0],
  };
}
