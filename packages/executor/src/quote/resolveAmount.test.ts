import type { AnyExecutionRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { FACTS_WALLET, fixtureFacts } from '../testing/factsFixtures.ts';
import { FIXTURE_MINT } from '../testing/journalFixtures.ts';
import { amountFromRequest, resolveAmount } from './resolveAmount.ts';

const BUY = { tokenAddress: FIXTURE_MINT, chain: 'solana', side: 'buy' } as const;
const SELL = { ...BUY, side: 'sell' } as const;

describe('amountFromRequest', () => {
  it.each<[AnyExecutionRequest, bigint | undefined]>([
    [{ ...BUY, amount: 0.1 }, 100_000_000n],
    [{ ...BUY, amount: 1e-9 }, 1n],
    [{ ...BUY, amountBaseUnits: '7' }, 7n],
    [{ ...SELL, amountBaseUnits: '7' }, 7n],
    [{ ...SELL, amount: 1.5 }, undefined],
    [{ ...SELL, sellPortionBps: 5_000 }, undefined],
    [{ ...BUY, amount: 1e-10 }, undefined],
  ])('of %j is %s', (request, units) => {
    expect(amountFromRequest(request)).toBe(units);
  });
});

describe('resolveAmount', () => {
  it('takes a buy as it is asked, whatever the wallet holds of the token', () => {
    expect(resolveAmount({ ...BUY, amount: 0.1 }, fixtureFacts())).toBe(100_000_000n);
    expect(resolveAmount({ ...BUY, amountBaseUnits: '7' }, fixtureFacts())).toBe(7n);
  });

  it("never reads a buy's SOL with the decimals of the token", () => {
    const facts = fixtureFacts({ decimals: 12 });
    expect(resolveAmount({ ...BUY, amount: 0.1234567891 }, facts)).toMatchObject({
      code: 'VALIDATE__AMOUNT_PRECISION_EXCEEDS',
    });
  });

  it.each([
    [6, 1.5, 1_500_000n],
    [0, 3, 3n],
    [9, 1e-9, 1n],
  ])('reads a sell with the %i decimals of the mint: %d', (decimals, amount, units) => {
    const facts = fixtureFacts({ decimals, tokenUnits: 10n ** 12n });
    expect(resolveAmount({ ...SELL, amount }, facts)).toBe(units);
  });

  it('refuses more decimals than the mint has, and says what would pass', () => {
    const facts = fixtureFacts({ decimals: 2, tokenUnits: 10n ** 12n });
    expect(resolveAmount({ ...SELL, amount: 1.234 }, facts)).toMatchObject({
      code: 'VALIDATE__AMOUNT_PRECISION_EXCEEDS',
      message: expect.stringContaining('1.23'),
    });
  });

  it.each([
    [{ amountBaseUnits: '1001' }, 1_001n],
    [{ amount: 0.001001 }, 1_001n],
  ])('refuses to sell more than there is: %j', (how, required) => {
    const request = { ...SELL, ...how } as AnyExecutionRequest;
    expect(resolveAmount(request, fixtureFacts({ tokenUnits: 1_000n }))).toMatchObject({
      code: 'WALLET__TOKEN_BELOW_REQUIRED',
      context: { wallet: FACTS_WALLET, mint: FIXTURE_MINT, held: 1_000n, required },
    });
    expect(resolveAmount(request, fixtureFacts({ tokenUnits: 1_001n }))).toBe(required);
  });

  it('refuses to sell from an account that is not there', () => {
    expect(resolveAmount({ ...SELL, amountBaseUnits: '1' }, fixtureFacts())).toMatchObject({
      code: 'WALLET__TOKEN_BELOW_REQUIRED',
      context: { held: 0n },
    });
  });

  it.each([
    [10_000, 999n, 999n],
    [5_000, 999n, 499n],
    [1, 10_000n, 1n],
    [10_000, 18_446_744_073_709_551_615n, 18_446_744_073_709_551_615n],
  ])('sells %i basis points of %s as %s', (sellPortionBps, tokenUnits, units) => {
    expect(resolveAmount({ ...SELL, sellPortionBps }, fixtureFacts({ tokenUnits }))).toBe(units);
  });

  it.each([
    ['a portion', { ...SELL, sellPortionBps: 5_000 }, 1_000n],
    ['whole tokens', { ...SELL, amount: 0.001 }, 1_000n],
    ['a buy', { ...BUY, amount: 0.1 }, 100_000_000n],
  ])('keeps to what the first attempt resolved %s to', (_case, request, resolved) => {
    expect(resolveAmount(request, fixtureFacts({ tokenUnits: 2_000n }))).toBe(resolved);
    // What came to the wallet meanwhile is no part of the trade.
    const facts = fixtureFacts({ tokenUnits: 9_000n, decimals: 9 });
    expect(resolveAmount(request, facts, resolved)).toBe(resolved);
  });

  it('refuses a further attempt to sell more than is left', () => {
    const request = { ...SELL, sellPortionBps: 5_000 };
    expect(resolveAmount(request, fixtureFacts({ tokenUnits: 999n }), 1_000n)).toMatchObject({
      code: 'WALLET__TOKEN_BELOW_REQUIRED',
      context: { held: 999n, required: 1_000n },
    });
  });

  it.each([
    [1, 9_999n],
    [10_000, 0n],
    [10_000, undefined],
  ])('refuses %i basis points of %s, which are nothing', (sellPortionBps, tokenUnits) => {
    const facts = fixtureFacts({ tokenUnits });
    expect(resolveAmount({ ...SELL, sellPortionBps }, facts)).toMatchObject({
      code: 'VALIDATE__PORTION_TOO_SMALL',
      context: { mint: FIXTURE_MINT, held: tokenUnits ?? 0n, sellPortionBps },
    });
  });

  it('refuses whole tokens of a mint whose tokens have no fixed size', () => {
    const extension = 'ScaledUiAmountConfig';
    const facts = fixtureFacts({ amountExtension: extension, tokenUnits: 1_000n });
    expect(resolveAmount({ ...SELL, amount: 0.0001 }, facts)).toMatchObject({
      code: 'MINT__EXTENSION_NOT_SUPPORTED',
      context: { mint: FIXTURE_MINT, extension },
    });
    expect(resolveAmount({ ...SELL, amountBaseUnits: '5' }, facts)).toBe(5n);
    expect(resolveAmount({ ...SELL, sellPortionBps: 10_000 }, facts)).toBe(1_000n);
    expect(resolveAmount({ ...BUY, amount: 0.1 }, facts)).toBe(100_000_000n);
  });

  it.each([BUY, SELL])('refuses a request that says no amount, $side', (request) => {
    const facts = fixtureFacts({ tokenUnits: 1n });
    expect(resolveAmount(request, facts)).toMatchObject({ code: 'VALIDATE__AMOUNT_NOT_FINITE' });
  });
});
