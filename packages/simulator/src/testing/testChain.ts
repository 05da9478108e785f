import { isFault } from '@quantbot/core';

import { createModelChain, type ModelChain, type ModelChainOptions } from '../model/modelChain.ts';
import type { ModelPool } from '../model/modelPool.ts';
import { WRAPPED_SOL } from '../model/programAddresses.ts';
import { seededRandom } from '../serve/seededRandom.ts';
import { buyInstructions, sellInstructions, signTransaction } from './testTransaction.ts';
import { createTestWallet, type TestWallet } from '../platform/testing/testWallet.ts';

export const SOL = 1_000_000_000n;

/** A chain with two pools and funded wallets. */
export interface TestChain {
  readonly chain: ModelChain;
  readonly spark: ModelPool;
  readonly ember: ModelPool;
  readonly wallets: readonly TestWallet[];
  /** Lets so many slots pass. */
  pass(slots: number): void;
}

/** Makes a chain to test on. */
export function createTestChain(
  options: Partial<ModelChainOptions> & { readonly seed?: number } = {},
): TestChain {
  const { seed = 1, ...rest } = options;
  const chain = createModelChain({ random: seededRandom(seed), ...rest });
  const reserves = { lamports: 1_000n * SOL, units: 50_000_000_000_000n };
  const spark = chain.openPool({
    symbol: 'SPARK',
    decimals: 6,
    tokenProgram: 'token',
    ...reserves,
  });
  const ember = chain.openPool({
    symbol: 'EMBER',
    decimals: 9,
    tokenProgram: 'token-2022',
    ...reserves,
  });
  const wallets = [1, 2, 3].map(createTestWallet);
  for (const { address } of wallets) chain.fund(address, 100n * SOL);
  const pass = (slots: number): void => {
    for (let slot = 0; slot < slots; slot += 1) chain.advanceSlot();
  };
  pass(2);
  return { chain, spark, ember, wallets, pass };
}

/** A trade to make bytes of. */
export interface TestTrade {
  readonly wallet: TestWallet;
  readonly pool: ModelPool;
  readonly side: 'buy' | 'sell';
  readonly amountIn: bigint;
  readonly slippageBps?: number;
}

/** Quotes, builds and signs a trade as of now. */
export async function tradeBytes({ chain }: TestChain, trade: TestTrade) {
  const { wallet, pool, side, amountIn, slippageBps = 100 } = trade;
  const [inputMint, outputMint] =
    side === 'buy' ? [WRAPPED_SOL, pool.mint] : [pool.mint, WRAPPED_SOL];
  const quote = await chain
    .venue({ monotonicMs: () => 0 })
    .quote(
      { inputMint, outputMint, amountIn, slippageBps, taker: wallet.address },
      new AbortController().signal,
    );
  if (isFault(quote)) throw new Error(quote.message);
  const { swapInstruction: swap, minimumOut } = quote;
  const instructions =
    side === 'buy'
      ? buyInstructions(wallet, { pool, swap, lamports: amountIn, minimumOut })
      : sellInstructions(wallet, { pool, swap });
  const blockhash = await chain.nodes[0]?.latestBlockhash();
  return { quote, ...signTransaction(wallet, blockhash?.blockhash ?? '', instructions) };
}
