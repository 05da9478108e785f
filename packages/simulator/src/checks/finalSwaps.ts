import type { Landing } from '../model/modelTruth.ts';
import type { Intent } from '../schedule/schedule.ts';
import type { History, PoolFact } from './history.ts';

/** A swap that ran for good, with what the pool took in. */
export interface FinalSwap {
  readonly landing: Landing;
  /** Place of the wallet that paid. */
  readonly wallet: number;
  readonly pool: number;
  readonly side: 'buy' | 'sell';
  /** Base units of the input. */
  readonly amountIn: bigint;
}

/** Every swap of the wallets that ran and is final, read from the pools' own vaults. */
export function finalSwaps(history: History): FinalSwap[] {
  return history.landings
    .filter(({ fate, error }) => fate === 'finalized' && error === null)
    .flatMap((landing) => swapOf(history, landing) ?? []);
}

function swapOf(history: History, landing: Landing): FinalSwap | undefined {
  const wallet = history.wallets.findIndex(({ address }) => address === landing.feePayer);
  if (wallet < 0) return undefined;
  for (const [pool, vaults] of history.pools.entries()) {
    const lamports = unitsInto(landing, vaults.solVault);
    const tokens = unitsInto(landing, vaults.tokenVault);
    if (lamports > 0n) return { landing, wallet, pool, side: 'buy', amountIn: lamports };
    if (tokens > 0n) return { landing, wallet, pool, side: 'sell', amountIn: tokens };
  }
  return undefined;
}

function unitsInto({ changes }: Landing, vault: PoolFact['solVault']): bigint {
  return changes.find(({ account }) => account === vault)?.units ?? 0n;
}

/** Whether a swap is one that an intent asked for: every intent has an amount of its own. */
export function isSwapOf(swap: FinalSwap, intent: Intent): boolean {
  return (
    swap.wallet === intent.wallet &&
    swap.pool === intent.pool &&
    swap.side === intent.side &&
    swap.amountIn === intent.amountIn
  );
}
