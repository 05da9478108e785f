import type { Address } from '@solana/kit';
import type { SwapInstruction, TradeSide } from '@quantbot/core';

import type { HeldAccount } from '../facts/walletView.ts';
import type { MintFacts } from '../facts/tokenProgram.ts';
import type { Tip } from '../facts/tipLevels.ts';

/** Everything a transaction is made of, decided before a byte of it exists. */
export interface TradePlan {
  readonly side: TradeSide;
  readonly wallet: Address;
  readonly mint: MintFacts;
  /** With the most base units that an operator tells: what the post-conditions start from. */
  readonly tokenAccount: HeldAccount;
  /** Likewise. */
  readonly wrappedSol: HeldAccount;
  /** Base units of the input. */
  readonly amountIn: bigint;
  /** Least base units of the output, enforced on chain by our own post-condition as well. */
  readonly minimumOut: bigint;
  readonly swapInstruction: SwapInstruction;
  readonly lookupTables: Readonly<Record<string, readonly string[]>>;
  readonly computeUnitPrice: bigint;
  /** Compute units the draft may use; the final transaction asks for fewer. */
  readonly computeUnitLimitMax: number;
  readonly tip: Tip | undefined;
  /** Lamports the wallet must still hold when the transaction ends. */
  readonly solFloorLamports: bigint;
  /** True when the sell empties the token account, which is then closed. */
  readonly closesTokenAccount: boolean;
}
