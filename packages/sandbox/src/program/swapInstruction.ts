import { AccountRole, type Address, type Instruction } from '@solana/kit';

import type { PoolAddresses, PoolSide } from './poolAddresses.ts';
import { SANDBOX_SWAP_PROGRAM_ADDRESS } from './swapProgram.ts';

/** First byte of the instruction data: a swap with an exact amount in. */
export const SWAP_EXACT_IN_TAG = 1;

/** Length of the instruction data in bytes. */
export const SWAP_DATA_LENGTH = 20;

/** Places of the instruction's accounts. */
export const SWAP_ACCOUNT = {
  authority: 0,
  source: 1,
  destination: 2,
  sourceMint: 3,
  destinationMint: 4,
  pool: 5,
  sourceVault: 6,
  destinationVault: 7,
  sourceTokenProgram: 8,
  destinationTokenProgram: 9,
} as const;

/** Number of accounts the program takes, no more and no fewer. */
export const SWAP_ACCOUNT_COUNT = 10;

/** Everything a swap instruction says. */
export interface SwapTerms {
  /** Signer whose tokens are spent. */
  readonly authority: Address;
  /** Token account debited. */
  readonly source: Address;
  /** Token account credited. */
  readonly destination: Address;
  readonly sourceSide: PoolSide;
  readonly destinationSide: PoolSide;
  readonly addresses: PoolAddresses;
  /** Where the swap program is. @defaultValue where every sandbox of one's own has it */
  readonly programAddress?: Address;
  /** Base units of the source mint to spend. */
  readonly amountIn: bigint;
  /** Base units of the destination mint below which the swap fails. */
  readonly minimumOut: bigint;
}

/** Builds the instruction that swaps an exact amount in. */
export function createSwapInstruction(terms: SwapTerms): Instruction {
  const { pool, sourceVault, destinationVault } = terms.addresses;
  return {
    programAddress: terms.programAddress ?? SANDBOX_SWAP_PROGRAM_ADDRESS,
    accounts: [
      { address: terms.authority, role: AccountRole.READONLY_SIGNER },
      { address: terms.source, role: AccountRole.WRITABLE },
      { address: terms.destination, role: AccountRole.WRITABLE },
      { address: terms.sourceSide.mint, role: AccountRole.READONLY },
      { address: terms.destinationSide.mint, role: AccountRole.READONLY },
      { address: pool[0], role: AccountRole.READONLY },
      { address: sourceVault[0], role: AccountRole.WRITABLE },
      { address: destinationVault[0], role: AccountRole.WRITABLE },
      { address: terms.sourceSide.tokenProgram, role: AccountRole.READONLY },
      { address: terms.destinationSide.tokenProgram, role: AccountRole.READONLY },
    ],
    data: encodeSwapData(terms),
  };
}

function encodeSwapData({ amountIn, minimumOut, addresses }: SwapTerms): Uint8Array {
  const data = new Uint8Array(SWAP_DATA_LENGTH);
  const view = new DataView(data.buffer);
  view.setUint8(0, SWAP_EXACT_IN_TAG);
  view.setBigUint64(1, amountIn, true);
  view.setBigUint64(9, minimumOut, true);
  view.setUint8(17, addresses.pool[1]);
  view.setUint8(18, addresses.sourceVault[1]);
  view.setUint8(19, addresses.destinationVault[1]);
  return data;
}
