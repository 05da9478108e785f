import {
  createTokenAddress,
  WRAPPED_SOL_MINT,
  type HistoricalPriceRequest,
  type HistoricalPriceResponse,
} from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { FIXTURE_MINT } from '../testing/journalFixtures.ts';
import { askSecondPrices } from './secondPrice.ts';

const NOW_S = 1_800_000_000;
const WRAPPED_SOL = createTokenAddress(WRAPPED_SOL_MINT);

type Answer = (request: HistoricalPriceRequest) => Promise<HistoricalPriceResponse>;

async function ask(answer: Answer, platform = createFakePlatform(), waitedMs = 3_000) {
  const asked = askSecondPrices({
    marketData: {
      fetchHistoricalPriceAtTime: answer,
      fetchMetadata: async () => null,
      fetchOhlcv: async () => [],
    },
    platform,
    tokens: [FIXTURE_MINT],
    wrappedSol: WRAPPED_SOL,
    nowMs: NOW_S * 1_000 + 999,
    priceAgeMsMax: 60_000,
    closing: new AbortController().signal,
  });
  await platform.advance(waitedMs);
  const [price] = await asked;
  if (price === undefined) throw new Error('no answer');
  return price;
}

/** A source that has dollars for both. */
function dollars(token: number, sol: number, unixTime = NOW_S): Answer {
  return async ({ tokenAddress }) => ({
    unixTime,
    value: tokenAddress === FIXTURE_MINT ? token : sol,
  });
}

describe('askSecondPrices', () => {
  it('is the ratio of both prices, in whatever currency they are', async () => {
    expect(await ask(dollars(2, 200))).toEqual({ kind: 'price', solPerToken: 0.01 });
  });

  it('takes a price up to its age and no older, nor one from the future', async () => {
    expect((await ask(dollars(2, 200, NOW_S - 60))).kind).toBe('price');
    for (const unixTime of [NOW_S - 61, NOW_S + 61, NaN, Infinity]) {
      expect(await ask(dollars(2, 200, unixTime))).toMatchObject({
        kind: 'none',
        reason: expect.stringMatching(/priceAgeMsMax/u),
      });
    }
  });

  it.each([0, -1, NaN, Infinity, -Infinity])('holds %s for no price', async (figure) => {
    const none = { kind: 'none', reason: `${figure} is no price` };
    expect(await ask(dollars(figure, 200))).toEqual(none);
    expect(await ask(dollars(2, figure))).toEqual(none);
    expect(await ask(dollars(figure, figure))).toEqual(none);
  });

  it.each([
    [1e308, 1e-308],
    [1e-308, 1e308],
  ])('makes no price of %s and %s, whose ratio no number holds', async (token, sol) => {
    expect(await ask(dollars(token, sol))).toEqual({
      kind: 'none',
      reason: `${token} for the token and ${sol} for SOL make no price`,
    });
  });

  it('waits for nothing more once it has its answer', async () => {
    const platform = createFakePlatform();
    await ask(dollars(2, 200), platform, 0);
    expect(platform.pendingDelaysMs()).toEqual([]);
  });

  it('has none when the source has none, throws or is late', async () => {
    expect(await ask(async () => null)).toMatchObject({
      kind: 'none',
      reason: expect.stringMatching(/^it has none for /u),
    });
    const broken = await ask(async () => {
      throw new Error('quota');
    });
    expect(broken).toEqual({ kind: 'none', reason: 'quota' });
    const silent = await ask(async () => new Promise(() => undefined));
    expect(silent).toEqual({ kind: 'none', reason: 'it did not answer in 3000 ms' });
  });
});
