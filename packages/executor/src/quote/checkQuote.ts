import {
  BPS_PER_WHOLE,
  decimalText,
  divFloor,
  fault,
  minimumLamportsAtLimit,
  minimumTokensAtLimit,
  priceText,
  type AnyExecutionRequest,
  type Fault,
} from '@quantbot/core';

import type { SwapQuote } from '../venues/swapVenue.ts';

/** Least outputs that follow from a quote. */
export interface OutputFloor {
  /** What the swap program itself must enforce: the quote less the slippage. */
  readonly swapMinimumOut: bigint;
  /**
   * What our own post-condition enforces: that, or the limit price or the floor of the first attempt
   * if one of them is tighter.
   */
  readonly minimumOut: bigint;
}

/** What a quote is held against. */
export interface QuoteExpectation {
  readonly request: AnyExecutionRequest;
  readonly amountIn: bigint;
  readonly slippageBps: number;
  readonly tokenDecimals: number;
  /** Least output of the trade's first attempt; no later one may take less. 0 for the first. */
  readonly firstMinimumOut: bigint;
}

/** Holds a quote against the request and works out the least output. */
export function checkQuote(quote: SwapQuote, expected: QuoteExpectation): OutputFloor | Fault {
  const { venue } = quote;
  if (quote.amountIn !== expected.amountIn) {
    return fault('QUOTE__MISMATCH', {
      venue,
      field: 'amount in',
      requested: String(expected.amountIn),
      quoted: String(quote.amountIn),
    });
  }
  if (quote.otherInstructionCount > 0) {
    const count = quote.otherInstructionCount;
    return fault('BUILD__INSTRUCTIONS_NOT_ALLOWED', { venue, count });
  }
  const kept = BPS_PER_WHOLE - BigInt(expected.slippageBps);
  const swapMinimumOut = divFloor(quote.amountOut * kept, BPS_PER_WHOLE);
  const limitMinimumOut = minimumAtLimit(expected);
  const { firstMinimumOut } = expected;
  if (quote.amountOut < limitMinimumOut) return limitFault(quote, expected);
  if (quote.amountOut < firstMinimumOut) {
    return fault('PRICE__MOVED', { firstMinimumOut, quotedOut: quote.amountOut });
  }
  const minimumOut = highest(swapMinimumOut, limitMinimumOut, firstMinimumOut);
  return minimumOut > 0n
    ? { swapMinimumOut, minimumOut }
    : fault('QUOTE__MALFORMED', { venue, reason: 'it may give nothing for the input' });
}

function highest(first: bigint, ...others: readonly bigint[]): bigint {
  return others.reduce((so, other) => (other > so ? other : so), first);
}

function minimumAtLimit({ request, amountIn, tokenDecimals }: QuoteExpectation): bigint {
  const { limitPrice, side } = request;
  if (limitPrice === undefined) return 0n;
  return side === 'buy'
    ? minimumTokensAtLimit(amountIn, limitPrice, tokenDecimals)
    : minimumLamportsAtLimit(amountIn, limitPrice, tokenDecimals);
}

function limitFault(quote: SwapQuote, { request, tokenDecimals }: QuoteExpectation): Fault {
  const isBuy = request.side === 'buy';
  const tokenUnits = isBuy ? quote.amountOut : quote.amountIn;
  const lamports = isBuy ? quote.amountIn : quote.amountOut;
  return fault('PRICE__LIMIT_EXCEEDED', {
    limitPrice: decimalText(request.limitPrice ?? 0),
    quotedPrice: tokenUnits === 0n ? 'none' : priceText({ lamports, tokenUnits, tokenDecimals }),
  });
}
