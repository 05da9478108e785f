import type { Address } from '@solana/kit';

import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from './tokenPrograms.ts';

/** A token to create and the pool to open for it. */
export interface TokenPlan {
  readonly symbol: string;
  readonly decimals: number;
  readonly tokenProgram: Address;
  /** Base units of the token in the pool, which are all there are. */
  readonly tokenReserve: bigint;
  /** Lamports in the pool. */
  readonly solReserveLamports: bigint;
}

const LAMPORTS_PER_SOL = 1_000_000_000n;

/**
 * The sandbox's tokens: one for each token program, with different decimals and prices so that a
 * mix-up of units shows. The pools are deep: 1 SOL moves a price by about a fifth of a per cent.
 */
export const TOKEN_PLANS: readonly TokenPlan[] = [
  {
    symbol: 'SPARK',
    decimals: 6,
    tokenProgram: TOKEN_PROGRAM_ADDRESS,
    tokenReserve: 50_000_000n * 10n ** 6n,
    solReserveLamports: 1_000n * LAMPORTS_PER_SOL,
  },
  {
    symbol: 'NOVA',
    decimals: 9,
    tokenProgram: TOKEN_2022_PROGRAM_ADDRESS,
    tokenReserve: 10_000n * 10n ** 9n,
    solReserveLamports: 1_500n * LAMPORTS_PER_SOL,
  },
];

/** More tokens than this are of no use to a test, and each takes a transaction at the start. */
export const TOKEN_COUNT_MAX = 64;

/**
 * Plans for so many tokens: the two above first, then as many copies of them under other symbols
 * as it takes. Trades of one wallet and token go one after another, so whoever wants many side by
 * side needs many tokens.
 */
export function tokenPlans(count: number = TOKEN_PLANS.length): readonly TokenPlan[] {
  return Array.from({ length: count }, (_, index) => {
    const plan = TOKEN_PLANS[index % TOKEN_PLANS.length];
    if (plan === undefined) throw new Error('there is no token to copy');
    const copy = Math.floor(index / TOKEN_PLANS.length) + 1;
    return copy === 1 ? plan : { ...plan, symbol: `${plan.symbol}${copy}` };
  });
}
