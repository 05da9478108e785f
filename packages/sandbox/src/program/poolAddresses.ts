import {
  getAddressEncoder,
  getProgramDerivedAddress,
  type Address,
  type ProgramDerivedAddress,
} from '@solana/kit';
import { findAssociatedTokenPda } from '@solana-program/token';

import { SANDBOX_SWAP_PROGRAM_ADDRESS } from './swapProgram.ts';

/** One side of a pool. */
export interface PoolSide {
  readonly mint: Address;
  readonly tokenProgram: Address;
}

/** A pool's address and those of its vaults, each with the bump it was derived with. */
export interface PoolAddresses {
  readonly pool: ProgramDerivedAddress;
  readonly sourceVault: ProgramDerivedAddress;
  readonly destinationVault: ProgramDerivedAddress;
}

/**
 * Derives a pool from its two mints. The order of the sides decides which vault is the source;
 * the pool is the same both ways.
 *
 * @param programAddress - where the swap program is
 */
export async function findPoolAddresses(
  source: PoolSide,
  destination: PoolSide,
  programAddress: Address = SANDBOX_SWAP_PROGRAM_ADDRESS,
): Promise<PoolAddresses> {
  const encoder = getAddressEncoder();
  const mints = [source.mint, destination.mint].map((mint) => new Uint8Array(encoder.encode(mint)));
  const pool = await getProgramDerivedAddress({
    programAddress,
    seeds: ['pool', ...mints.sort((left, right) => Buffer.compare(left, right))],
  });
  const [sourceVault, destinationVault] = (await Promise.all(
    [source, destination].map(({ mint, tokenProgram }) =>
      findAssociatedTokenPda({ owner: pool[0], mint, tokenProgram }),
    ),
  )) as [ProgramDerivedAddress, ProgramDerivedAddress];
  return { pool, sourceVault, destinationVault };
}
