import type { Address } from '@solana/kit';
import type { SwapDecoder, TradeSide } from '@quantbot/core';

import type { MintFacts } from '../facts/tokenProgram.ts';
import type { LookupTables } from './decodeMessage.ts';

/** What the trade allows a transaction to do. Everything not named here is refused. */
export interface SignPolicy {
  readonly side: TradeSide;
  /** Blockhash whose end of life was worked out; another one would live longer or shorter. */
  readonly blockhash: string;
  readonly wallet: Address;
  readonly mint: Pick<MintFacts, 'mint' | 'tokenProgram' | 'decimals'>;
  readonly tokenAccount: Address;
  readonly wrappedSolAccount: Address;
  /** Token accounts of the wallet that are known: of these a swap may name its own two only. */
  readonly walletTokenAccounts: Pick<ReadonlySet<string>, 'has'>;
  readonly amountIn: bigint;
  /** Least output that the swap program itself must enforce. */
  readonly swapMinimumOut: bigint;
  /** Balance the token account must be asserted to hold at the end, 0 when it is closed. */
  readonly tokenUnitsMin: bigint;
  /** Balance of wrapped SOL that must be asserted before it is unwrapped. */
  readonly wrappedSolUnitsMin: bigint;
  /** Balance of SOL that must be asserted at the very end. */
  readonly solFloorLamports: bigint;
  readonly closesTokenAccount: boolean;
  readonly tipAccounts: readonly string[];
  readonly tipLamportsMax: bigint;
  readonly priorityFeeLamportsMax: bigint;
  readonly decoders: ReadonlyMap<string, SwapDecoder>;
  readonly lookupTables: LookupTables;
}
