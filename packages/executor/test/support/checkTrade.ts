import { formatUnits, priceText, type ExecutionResult } from '@quantbot/core';
import { expect } from 'vitest';

import type { Holdings, MintAt } from './chainView.ts';
import { WRAPPED_SOL } from './chainView.ts';

/** A trade as the chain saw it: what the wallet held before and after, and what was answered. */
export interface ObservedTrade {
  readonly side: 'buy' | 'sell';
  readonly token: MintAt & { readonly decimals: number };
  readonly before: Holdings;
  readonly after: Holdings;
  readonly result: ExecutionResult;
  /** Lamports that a buy was asked to spend. */
  readonly amountIn?: bigint;
}

/** What moved on the two sides of a swap, from the chain's balances alone. */
export interface ObservedLegs {
  readonly lamports: bigint;
  readonly tokenUnits: bigint;
}

/**
 * Holds an answer against the chain, to the lamport and to the base unit. Wrapped SOL counts as
 * SOL, because every trade unwraps what it finds.
 */
export function expectBooksToBalance(trade: ObservedTrade): ObservedLegs {
  const { side, token, before, after, result } = trade;
  const { fees, jitoTip, rent, totalCostLamports } = result;
  if (fees === undefined || jitoTip === undefined || rent === undefined) {
    throw new Error(`the answer has no costs: ${JSON.stringify(result)}`);
  }
  expect(fees.totalFee).toBe(fees.networkFee + fees.priorityFee);
  expect(totalCostLamports).toBe(fees.totalFee + jitoTip + rent);
  const costs = BigInt(fees.totalFee) + BigInt(jitoTip) + BigInt(rent);
  const sol = solOf(after) - solOf(before);
  const tokens = (after.units[token.mint] ?? 0n) - (before.units[token.mint] ?? 0n);
  const legs =
    side === 'buy'
      ? { lamports: -sol - costs, tokenUnits: tokens }
      : { lamports: sol + costs, tokenUnits: -tokens };
  if (trade.amountIn !== undefined) expect(legs.lamports).toBe(trade.amountIn);
  expect(result.executedAmount).toBe(Number(formatUnits(legs.tokenUnits, token.decimals)));
  expect(result.executedPriceText).toBe(priceText({ ...legs, tokenDecimals: token.decimals }));
  expect(result.executedPrice).toBe(Number(result.executedPriceText));
  expect(after.units[WRAPPED_SOL.mint]).toBeUndefined();
  return legs;
}

function solOf(holdings: Holdings): bigint {
  return holdings.lamports + (holdings.units[WRAPPED_SOL.mint] ?? 0n);
}
