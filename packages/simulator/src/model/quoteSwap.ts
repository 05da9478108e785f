import type { SwapInstruction } from '@quantbot/core';

import { asTokenAccount } from './account.ts';
import { associatedTokenAddress } from './derivedAddress.ts';
import type { ModelPool } from './modelPool.ts';
import { poolAddressOf } from './poolAddress.ts';
import { MODEL_SWAP_PROGRAM_ADDRESS, TOKEN_PROGRAM, WRAPPED_SOL } from './programAddresses.ts';
import type { AccountReader } from './stateLayer.ts';
import { SWAP_DATA_BYTES, SWAP_EXACT_IN_TAG, SWAP_OFFSET } from './swapLayout.ts';
import { amountOutOf } from './swapMath.ts';

/** What is asked of a pool. */
export interface PoolQuestion {
  readonly pool: ModelPool;
  readonly inputMint: string;
  readonly outputMint: string;
  readonly amountIn: bigint;
  readonly slippageBps: number;
  readonly taker: string;
}

/** A pool's price at some block, and the instruction that takes it. */
export interface PoolQuote {
  readonly amountOut: bigint;
  readonly minimumOut: bigint;
  readonly priceImpactBps: number;
  readonly poolAddress: string;
  readonly instruction: SwapInstruction;
}

const BPS = 10_000n;

/** Asks a pool for a price. @returns `undefined` when it pays nothing for the amount */
export function quoteSwap(state: AccountReader, question: PoolQuestion): PoolQuote | undefined {
  const { pool, inputMint, amountIn, slippageBps } = question;
  const isBuy = inputMint === WRAPPED_SOL;
  const [vaultIn, vaultOut] = isBuy
    ? [pool.solVault, pool.tokenVault]
    : [pool.tokenVault, pool.solVault];
  const content = state.read(pool.address)?.content;
  const reserveIn = asTokenAccount(state.read(vaultIn))?.content.units ?? 0n;
  const amountOut = amountOutOf({
    sourceMint: inputMint,
    amountIn,
    reserveIn,
    reserveOut: asTokenAccount(state.read(vaultOut))?.content.units ?? 0n,
    lamportsPerWholeToken: content?.kind === 'pool' ? content.lamportsPerWholeToken : undefined,
    decimals: pool.decimals,
  });
  if (amountOut === 0n) return undefined;
  const minimumOut = amountOut - (amountOut * BigInt(slippageBps)) / BPS;
  return {
    amountOut,
    minimumOut,
    priceImpactBps: Number((amountIn * BPS) / (reserveIn + amountIn)),
    poolAddress: pool.address,
    instruction: swapInstruction(question, { vaultIn, vaultOut, minimumOut }),
  };
}

function swapInstruction(
  { pool, inputMint, outputMint, amountIn, taker }: PoolQuestion,
  terms: { readonly vaultIn: string; readonly vaultOut: string; readonly minimumOut: bigint },
): SwapInstruction {
  const { vaultIn, vaultOut, minimumOut } = terms;
  const programOf = (mint: string) => (mint === WRAPPED_SOL ? TOKEN_PROGRAM : pool.tokenProgram);
  const account = (owner: string, mint: string) =>
    associatedTokenAddress({ owner, mint, tokenProgram: programOf(mint) });
  const data = new Uint8Array(SWAP_DATA_BYTES);
  const view = new DataView(data.buffer);
  data[0] = SWAP_EXACT_IN_TAG;
  view.setBigUint64(SWAP_OFFSET.amountIn, amountIn, true);
  view.setBigUint64(SWAP_OFFSET.minimumOut, minimumOut, true);
  data[SWAP_OFFSET.poolBump] = poolAddressOf(inputMint, outputMint).bump;
  data[SWAP_OFFSET.sourceVaultBump] = account(pool.address, inputMint).bump;
  data[SWAP_OFFSET.destinationVaultBump] = account(pool.address, outputMint).bump;
  const readonly = (address: string) => ({ address, isSigner: false, isWritable: false });
  const writable = (address: string) => ({ address, isSigner: false, isWritable: true });
  return {
    programAddress: MODEL_SWAP_PROGRAM_ADDRESS,
    accounts: [
      { address: taker, isSigner: true, isWritable: false },
      writable(account(taker, inputMint).address),
      writable(account(taker, outputMint).address),
      readonly(inputMint),
      readonly(outputMint),
      readonly(pool.address),
      writable(vaultIn),
      writable(vaultOut),
      readonly(programOf(inputMint)),
      readonly(programOf(outputMint)),
    ],
    data,
  };
}
