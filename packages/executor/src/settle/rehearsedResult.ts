import { formatUnits, priceText, simulateExecution, type ExecutionResult } from '@quantbot/core';

import { BASE_FEE_LAMPORTS, priorityFeeLamports } from '../transaction/feeBudget.ts';
import type { TradePlan } from '../build/tradePlan.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { SwapQuote } from '../venues/swapVenue.ts';

/** What a rehearsal came to before it stopped. */
export interface Rehearsal {
  readonly quote: SwapQuote;
  /** Compute units the transaction would have asked for. */
  readonly limit: number;
}

/**
 * Answer of a dry-run: the quoted amounts and the costs that would have been paid, without rent,
 * which only the chain could tell. The signature is made up and says so.
 */
export function rehearsedResult(
  trade: TradeRecord,
  plan: TradePlan,
  { quote, limit }: Rehearsal,
): ExecutionResult {
  const isBuy = plan.side === 'buy';
  const lamports = isBuy ? quote.amountIn : quote.amountOut;
  const tokenUnits = isBuy ? quote.amountOut : quote.amountIn;
  const tokenDecimals = plan.mint.decimals;
  const price = priceText({ lamports, tokenUnits, tokenDecimals });
  const priority = priorityFeeLamports(plan.computeUnitPrice, BigInt(limit));
  const tip = plan.tip?.lamports ?? 0n;
  const { txSignature } = simulateExecution(trade.request, trade.key);
  return {
    success: true,
    status: 'filled',
    dryRun: true,
    deduplicated: false,
    attempts: 0,
    idempotencyKey: trade.key,
    ...(txSignature === undefined ? {} : { txSignature }),
    executedPrice: Number(price),
    executedPriceText: price,
    executedAmount: Number(formatUnits(tokenUnits, tokenDecimals)),
    fees: {
      networkFee: Number(BASE_FEE_LAMPORTS),
      priorityFee: Number(priority),
      totalFee: Number(BASE_FEE_LAMPORTS + priority),
    },
    jitoTip: Number(tip),
    totalCostLamports: Number(BASE_FEE_LAMPORTS + priority + tip),
    quoted: {
      amountIn: String(quote.amountIn),
      amountOut: String(quote.amountOut),
      minimumOut: String(plan.minimumOut),
    },
  };
}
