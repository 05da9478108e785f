import { isFault } from '@quantbot/core';

import type { NodePool } from '../chain/nodePool.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { createRefreshedValue, type RefreshedValue } from './refreshedValue.ts';

/** Recent priority fees on the accounts that trades of a token write to. */
export interface FeeLevels {
  /**
   * Micro-lamports per compute unit to offer for a trade of this token. The first trade of a token
   * goes by what landed anywhere; every later one by what landed on the accounts the last one
   * wrote.
   */
  priceFor(mint: string): Promise<bigint>;
  /** Remembers the accounts that a transaction of this token writes to. */
  remember(mint: string, writableAccounts: readonly string[]): void;
}

/** Share of recent slots whose fee is at or below the one offered. */
const PERCENTILE = 75;

/** Offered when nothing is known, so that a transaction is not the cheapest of all. */
const PRICE_FLOOR = 1_000n;

const SECOND_MS = 1_000;
const REFRESH_AFTER_MS = 5 * SECOND_MS;
const AGE_MS_MAX = 60 * SECOND_MS;
const REMEMBERED_MINTS_MAX = 1_024;

/** `getRecentPrioritizationFees` takes at most this many accounts (Solana RPC). */
const ACCOUNTS_MAX = 128;

/** Makes the fee levels of a chain. */
export function createFeeLevels(pool: NodePool, platform: ExecutorPlatform): FeeLevels {
  const accountsByMint = new Map<string, readonly string[]>();
  const levels = new Map<string, RefreshedValue<bigint>>();
  const levelOf = (mint: string): RefreshedValue<bigint> => {
    const known = levels.get(mint);
    if (known !== undefined) return known;
    if (levels.size >= REMEMBERED_MINTS_MAX) levels.clear();
    const level = createRefreshedValue({
      platform,
      refreshAfterMs: REFRESH_AFTER_MS,
      ageMsMax: AGE_MS_MAX,
      load: async () => loadPrice(pool, accountsByMint.get(mint) ?? []),
    });
    levels.set(mint, level);
    return level;
  };
  return {
    priceFor: async (mint) =>
      levelOf(accountsByMint.has(mint) ? mint : '')
        .get()
        .then(orFloor),
    remember: (mint, writableAccounts) => {
      if (accountsByMint.size >= REMEMBERED_MINTS_MAX) accountsByMint.clear();
      accountsByMint.set(mint, writableAccounts.slice(0, ACCOUNTS_MAX));
    },
  };
}

async function loadPrice(pool: NodePool, accounts: readonly string[]) {
  const fees = await pool.ask('getRecentPrioritizationFees', async (node) =>
    node.recentFees(accounts),
  );
  if (isFault(fees)) return fees;
  const prices = fees.map((fee) => fee.microLamportsPerComputeUnit).toSorted(ascending);
  return prices[Math.ceil((prices.length * PERCENTILE) / 100) - 1] ?? PRICE_FLOOR;
}

/** A fee level is advice: a node that has none does not stop a trade. */
function orFloor(price: bigint | { readonly kind: 'fault' }): bigint {
  return typeof price === 'bigint' && price > PRICE_FLOOR ? price : PRICE_FLOOR;
}

function ascending(left: bigint, right: bigint): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
