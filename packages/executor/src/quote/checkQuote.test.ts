import { isFault, type AnyExecutionRequest } from '@quantbot/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FIXTURE_MINT } from '../testing/journalFixtures.ts';
import type { SwapQuote } from '../venues/swapVenue.ts';
import { checkQuote } from './checkQuote.ts';

const BUY = { tokenAddress: FIXTURE_MINT, chain: 'solana', side: 'buy', amount: 0.1 } as const;
const SELL = { ...BUY, side: 'sell', amount: 2 } as const;
const SWAP = { programAddress: 'program', accounts: [], data: new Uint8Array() };

interface Case {
  readonly request?: AnyExecutionRequest;
  readonly quote?: Partial<SwapQuote>;
  readonly amountIn?: bigint;
  readonly slippageBps?: number;
  readonly firstMinimumOut?: bigint;
}

function check({
  request = BUY,
  quote = {},
  amountIn = 100_000_000n,
  slippageBps = 100,
  firstMinimumOut = 0n,
}: Case) {
  const full: SwapQuote = {
    venue: 'venue',
    amountIn,
    amountOut: 2_000_000n,
    minimumOut: 0n,
    slippageBps,
    swapInstruction: SWAP,
    lookupTables: {},
    otherInstructionCount: 0,
    askedAtMs: 0,
    ...quote,
  };
  return checkQuote(full, { request, amountIn, slippageBps, tokenDecimals: 6, firstMinimumOut });
}

describe('default', () => {
  it('allows the slippage below the quote and no more', () => {
    expect(check({})).toEqual({ swapMinimumOut: 1_980_000n, minimumOut: 1_980_000n });
  });

  it("works the least output out itself, whatever the venue's own is", () => {
    expect(check({ quote: { minimumOut: 1n } })).toEqual(
      check({ quote: { minimumOut: 10n ** 9n } }),
    );
  });

  it.each([
    [0, 2_000_000n],
    [1, 1_999_800n],
    [9_999, 200n],
  ])('with %i basis points leaves %s', (slippageBps, minimumOut) => {
    expect(check({ slippageBps })).toEqual({ swapMinimumOut: minimumOut, minimumOut });
  });

  it('takes one base unit for something', () => {
    const least = check({ quote: { amountOut: 1n }, slippageBps: 0 });
    expect(least).toEqual({ swapMinimumOut: 1n, minimumOut: 1n });
  });

  it.each([
    ['looser than the slippage', 1_970_000n, 1_980_000n],
    ['tighter than the slippage', 1_990_000n, 1_990_000n],
    ['all that is quoted', 2_000_000n, 2_000_000n],
  ])('holds a further attempt to the floor of the first, %s', (_case, floor, minimumOut) => {
    expect(check({ firstMinimumOut: floor })).toEqual({ swapMinimumOut: 1_980_000n, minimumOut });
  });

  it('holds a further attempt to the tightest of floor and limit price', () => {
    const request = { ...BUY, limitPrice: 0.0501 };
    const floorOf = (firstMinimumOut: bigint) => check({ request, firstMinimumOut });
    expect(floorOf(1_996_007n)).toMatchObject({ minimumOut: 1_996_008n });
    expect(floorOf(1_996_009n)).toMatchObject({ minimumOut: 1_996_009n });
  });

  it('fails a further attempt that would bring less than the first promised', () => {
    expect(check({ firstMinimumOut: 2_000_001n })).toMatchObject({
      code: 'PRICE__MOVED',
      context: { firstMinimumOut: 2_000_001n, quotedOut: 2_000_000n },
    });
  });

  it('tightens a buy to its limit price', () => {
    // 0.1 SOL at 0.0501 SOL a token must buy 1.996007984… tokens.
    expect(check({ request: { ...BUY, limitPrice: 0.0501 } })).toEqual({
      swapMinimumOut: 1_980_000n,
      minimumOut: 1_996_008n,
    });
  });

  it('tightens a sell to its limit price', () => {
    // 2 tokens at 0.04999 SOL must bring 0.09998 SOL.
    const sell = { request: { ...SELL, limitPrice: 0.04999 }, amountIn: 2_000_000n };
    expect(check({ ...sell, quote: { amountOut: 100_000_000n } })).toEqual({
      swapMinimumOut: 99_000_000n,
      minimumOut: 99_980_000n,
    });
  });

  it('keeps the slippage where the limit price is looser', () => {
    expect(check({ request: { ...BUY, limitPrice: 1 } })).toEqual({
      swapMinimumOut: 1_980_000n,
      minimumOut: 1_980_000n,
    });
  });

  it('takes a quote at the limit price exactly', () => {
    expect(check({ request: { ...BUY, limitPrice: 0.05 } })).toMatchObject({
      minimumOut: 2_000_000n,
    });
  });

  it('for all quotes that pass, the least output keeps slippage and limit price', () => {
    const unit = fc.bigInt(1n, 10n ** 15n);
    fc.assert(
      fc.property(
        fc.record({
          amountIn: unit,
          amountOut: unit,
          slippageBps: fc.integer({ min: 0, max: 10_000 }),
          milliPrice: fc.integer({ min: 1, max: 1_000_000 }),
        }),
        ({ amountIn, amountOut, slippageBps, milliPrice }) => {
          const limitPrice = milliPrice / 1_000;
          const floor = check({
            request: { ...BUY, limitPrice },
            amountIn,
            slippageBps,
            quote: { amountOut },
          });
          if (isFault(floor)) return;
          const { minimumOut, swapMinimumOut } = floor;
          expect(minimumOut).toBeGreaterThan(0n);
          expect(minimumOut).toBeGreaterThanOrEqual(swapMinimumOut);
          expect(minimumOut).toBeLessThanOrEqual(amountOut);
          const lost = (amountOut - swapMinimumOut) * 10_000n;
          expect(lost).toBeLessThan(amountOut * BigInt(slippageBps) + 10_000n);
          // lamports / units × 10^6 / 10^9 is the price; it may not exceed the limit.
          expect(amountIn).toBeLessThanOrEqual(minimumOut * BigInt(milliPrice));
        },
      ),
    );
  });
});

describe('denies', () => {
  it.each([99_999_999n, 100_000_001n, 0n])('a quote for %s instead of the amount', (amountIn) => {
    expect(check({ quote: { amountIn } })).toMatchObject({
      code: 'QUOTE__MISMATCH',
      context: {
        venue: 'venue',
        field: 'amount in',
        requested: '100000000',
        quoted: String(amountIn),
      },
    });
  });

  it('a quote that wants instructions of its own', () => {
    expect(check({ quote: { otherInstructionCount: 1 } })).toMatchObject({
      code: 'BUILD__INSTRUCTIONS_NOT_ALLOWED',
      context: { venue: 'venue', count: 1 },
    });
  });

  it('a buy above its limit price', () => {
    expect(check({ request: { ...BUY, limitPrice: 0.04999 } })).toMatchObject({
      code: 'PRICE__LIMIT_EXCEEDED',
      context: { limitPrice: '0.04999', quotedPrice: '0.05' },
    });
  });

  it('a sell below its limit price', () => {
    const sell = { request: { ...SELL, limitPrice: 0.05001 }, amountIn: 2_000_000n };
    expect(check({ ...sell, quote: { amountOut: 100_000_000n } })).toMatchObject({
      code: 'PRICE__LIMIT_EXCEEDED',
      context: { limitPrice: '0.05001', quotedPrice: '0.05' },
    });
  });

  it.each([
    [{ quote: { amountOut: 0n } }, 'QUOTE__MALFORMED'],
    [{ quote: { amountOut: 1n } }, 'QUOTE__MALFORMED'],
    [{ slippageBps: 10_000 }, 'QUOTE__MALFORMED'],
    [{ quote: { amountOut: 0n }, request: { ...BUY, limitPrice: 1 } }, 'PRICE__LIMIT_EXCEEDED'],
  ])('a trade that may give nothing, case %#', (given, code) => {
    const reason = 'it may give nothing for the input';
    const context = code === 'QUOTE__MALFORMED' ? { venue: 'venue', reason } : {};
    expect(check(given)).toMatchObject({ code, context });
  });
});
