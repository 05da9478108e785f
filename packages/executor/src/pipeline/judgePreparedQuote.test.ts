import { describe, expect, it, vi } from 'vitest';

import { fixtureFacts } from '../testing/factsFixtures.ts';
import { createFakeParts } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { buyPlan, madeUpQuote } from '../testing/tradeFixtures.ts';
import { judgePreparedQuote, secondPriceFor } from './judgePreparedQuote.ts';

const LIMITS = {
  tradeLamportsMax: 10n ** 9n,
  solReserveLamportsMin: 0n,
  openTradesMax: 8,
  priceDeviationBpsMax: 100,
};

function source(solPerToken: number) {
  const fetchHistoricalPriceAtTime = vi.fn(async ({ tokenAddress, unixTime }) => ({
    unixTime,
    value: String(tokenAddress).startsWith('So1111') ? 200 : 200 * solPerToken,
  }));
  return {
    fetchHistoricalPriceAtTime,
    fetchMetadata: async () => null,
    fetchOhlcv: async () => [],
  };
}

async function setUp(solPerToken: number, limits: object = {}) {
  const marketData = source(solPerToken);
  const config = { limits: { ...LIMITS, ...limits }, marketData };
  // Delays that end at once would let the source always be late.
  const platform = createFakePlatform();
  return { ...(await createFakeParts({ config, platform })), marketData };
}

describe('judgePreparedQuote', () => {
  it('holds the quote against the second source, the sides in the right places', async () => {
    // The made-up quote gives 0.1 SOL for 2000 base units of 6 decimals: 50 SOL a token.
    for (const [solPerToken, code] of [
      [50, undefined],
      [49, 'RISK__PRICE_DEVIATES'],
      [60, undefined],
    ] as const) {
      const { parts, admit } = await setUp(solPerToken);
      const trade = admit();
      const secondPrice = await secondPriceFor(parts, trade);
      const seen = {
        facts: fixtureFacts(),
        quote: madeUpQuote(buyPlan()),
        secondPrice,
        markedLoss: undefined,
      };
      expect(judgePreparedQuote(parts, trade, seen)?.code).toBe(code);
    }
  });

  it('asks nobody about a sell, nor where no limit wants to know', async () => {
    const { parts, admit, marketData } = await setUp(1);
    const sell = admit({ side: 'sell' });
    expect(await secondPriceFor(parts, sell)).toBeUndefined();
    const seen = {
      facts: fixtureFacts(),
      quote: madeUpQuote(buyPlan()),
      secondPrice: undefined,
      markedLoss: undefined,
    };
    expect(judgePreparedQuote(parts, sell, seen)).toBeUndefined();
    const { parts: plain } = await createFakeParts({ config: { marketData } });
    expect(await secondPriceFor(plain, admit())).toBeUndefined();
    expect(marketData.fetchHistoricalPriceAtTime).not.toHaveBeenCalled();
  });

  it('asks about a sell where alsoOnSells says so', async () => {
    const { parts, admit } = await setUp(1, { alsoOnSells: ['priceDeviation'] });
    expect(await secondPriceFor(parts, admit({ side: 'sell' }))).toMatchObject({ kind: 'price' });
  });

  it('denies a buy of a token that can be frozen, and lets it be sold', async () => {
    const { parts, admit } = await createFakeParts();
    const facts = fixtureFacts({ risks: ['somebody can freeze accounts of it'] });
    const seen = {
      facts,
      quote: madeUpQuote(buyPlan()),
      secondPrice: undefined,
      markedLoss: undefined,
    };
    expect(judgePreparedQuote(parts, admit(), seen)?.code).toBe('RISK__TOKEN_UNSAFE');
    expect(judgePreparedQuote(parts, admit({ side: 'sell' }), seen)).toBeUndefined();
  });
});
