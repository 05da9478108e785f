import {
  faultResult,
  formatUnits,
  LAMPORTS_PER_SOL,
  priceText,
  type ExecutionResult,
  type Fault,
  type TradeStatus,
} from '@quantbot/core';

import type { Fill } from '../journal/tradeEvents.ts';
import {
  attemptsMade,
  lastAttempt,
  type AttemptRecord,
  type TradeRecord,
} from '../journal/tradeRecord.ts';

/** How sure a success is. */
export interface SuccessEvidence {
  readonly status: 'settling' | 'filled' | 'resolved';
  readonly finality: 'confirmed' | 'finalized';
  readonly witnesses: number;
}

/** Answer of a trade that ran on chain. */
export function successResult(
  trade: TradeRecord,
  fill: Fill,
  evidence: SuccessEvidence,
): ExecutionResult {
  const attempt = trade.attempts.find((known) => known.signature === fill.signature);
  const tokenDecimals = attempt?.tokenDecimals ?? 0;
  const lamports = BigInt(fill.lamports);
  const tokenUnits = BigInt(fill.tokenUnits);
  const costs = sumCosts(trade, fill);
  const price = priceText({ lamports, tokenUnits, tokenDecimals });
  const isBuy = trade.request.side === 'buy';
  const total = isBuy ? lamports + costs.totalCostLamports : lamports - costs.totalCostLamports;
  const tokens = Number(formatUnits(tokenUnits, tokenDecimals));
  return {
    success: true,
    ...evidence,
    txSignature: fill.signature,
    executedPrice: Number(price),
    executedPriceText: price,
    effectivePrice: Number(total) / Number(LAMPORTS_PER_SOL) / tokens,
    executedAmount: tokens,
    slot: Number(fill.slot),
    ...costResult(costs),
    ...laneResult(trade, attempt),
    ...(attempt === undefined ? {} : quoteResult(attempt, isBuy ? tokenUnits : lamports)),
    ...commonResult(trade),
  };
}

/** Answer of a trade that was refused, failed, or whose outcome is not known. */
export function faultyResult(
  trade: TradeRecord,
  fault: Fault,
  status: TradeStatus,
): ExecutionResult {
  const attempt = lastAttempt(trade);
  return faultResult(fault, {
    status,
    ...(attempt === undefined
      ? {}
      : {
          ...('signature' in attempt ? { txSignature: attempt.signature } : {}),
          deathHeight: Number(attempt.deathHeight),
          ...costResult(sumCosts(trade, undefined)),
        }),
    ...commonResult(trade),
  });
}

/** Lamports that a trade has cost, over all its attempts. */
export interface TradeCosts {
  readonly networkFee: bigint;
  readonly priorityFee: bigint;
  readonly jitoTip: bigint;
  readonly rent: bigint;
  readonly totalCostLamports: bigint;
}

/** Costs over all attempts: what the fill cost and what reverts before it cost. Expiry is free. */
export function sumCosts(trade: TradeRecord, fill: Fill | undefined): TradeCosts {
  let networkFee = BigInt(fill?.baseFeeLamports ?? 0);
  let priorityFee = BigInt(fill?.priorityFeeLamports ?? 0);
  for (const attempt of trade.attempts) {
    if (attempt.revertFeeLamports === undefined) continue;
    const paid = BigInt(attempt.revertFeeLamports);
    const base = paid < BigInt(attempt.baseFeeLamports) ? paid : BigInt(attempt.baseFeeLamports);
    networkFee += base;
    priorityFee += paid - base;
  }
  const jitoTip = BigInt(fill?.tipLamports ?? 0);
  const rent = BigInt(fill?.rentLamports ?? 0);
  const totalCostLamports = networkFee + priorityFee + jitoTip + rent;
  return { networkFee, priorityFee, jitoTip, rent, totalCostLamports };
}

function costResult(costs: TradeCosts) {
  return {
    fees: {
      networkFee: Number(costs.networkFee),
      priorityFee: Number(costs.priorityFee),
      totalFee: Number(costs.networkFee + costs.priorityFee),
    },
    jitoTip: Number(costs.jitoTip),
    rent: Number(costs.rent),
    totalCostLamports: Number(costs.totalCostLamports),
  };
}

/**
 * The lane that acknowledged first. A landing may be seen before any lane has answered; then a
 * policy of one lane still tells which one it was.
 */
function laneResult(trade: TradeRecord, attempt: AttemptRecord | undefined) {
  const { lanePolicy } = trade.request;
  const only = lanePolicy === 'rpc-only' ? 'rpc' : lanePolicy === 'jito-only' ? 'jito' : undefined;
  const lane = attempt?.lane ?? only;
  return lane === undefined ? {} : { lane };
}

/** What was promised and by how much the output fell short of it, in basis points. */
function quoteResult(attempt: AttemptRecord, output: bigint) {
  const quotedOut = BigInt(attempt.quotedOut);
  return {
    quoted: {
      amountIn: attempt.amountIn,
      amountOut: attempt.quotedOut,
      minimumOut: attempt.minimumOut,
    },
    slippageBps: Number(((quotedOut - output) * 10_000n) / quotedOut),
  };
}

function commonResult(trade: TradeRecord) {
  return {
    idempotencyKey: trade.key,
    deduplicated: false,
    dryRun: trade.mode === 'dry',
    attempts: attemptsMade(trade),
  };
}
