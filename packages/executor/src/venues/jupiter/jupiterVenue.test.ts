import { isFault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { SwapQuoteRequest } from '../swapVenue.ts';
import { jupiterSwapDecoder } from './jupiterSwapDecoder.ts';
import { createJupiterVenue, type JupiterVenueOptions } from './jupiterVenue.ts';
import { createStubPlatform, STUB_NOW_MS } from './testing/stubPlatform.ts';
import {
  FIXTURE_INPUT_MINT,
  FIXTURE_OUTPUT_MINT,
  fixtureAddress,
  fixtureBuild,
  fixtureInstruction,
} from './testing/swapFixtures.ts';

const API_KEY = 'secret-key-123';
const REQUEST: SwapQuoteRequest = {
  inputMint: FIXTURE_INPUT_MINT,
  outputMint: FIXTURE_OUTPUT_MINT,
  amountIn: 1_000_000n,
  slippageBps: 50,
  taker: fixtureAddress(1),
};

interface Answer {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(answer: Answer | Error, options: Partial<JupiterVenueOptions> = {}) {
  const response =
    answer instanceof Error
      ? answer
      : { status: 200, headers: {}, body: JSON.stringify(fixtureBuild()), ...answer };
  const { platform, requests } = createStubPlatform(response);
  const venue = createJupiterVenue({ platform, endpoint: 'https://api.jup.ag', ...options });
  const { signal } = new AbortController();
  const result = await venue.quote(REQUEST, signal);
  return { result, request: requests[0], signal, calls: requests.length };
}

describe('createJupiterVenue', () => {
  describe('default', () => {
    it('answers with a quote whose instruction decodes to the same trade', async () => {
      const { result, calls } = await ask({});
      expect(result).toEqual({
        venue: 'jupiter',
        amountIn: 1_000_000n,
        amountOut: 2_000n,
        minimumOut: 1_990n,
        slippageBps: 50,
        priceImpactBps: 13,
        swapInstruction: fixtureInstruction('route_v2'),
        lookupTables: { [fixtureAddress(60)]: [fixtureAddress(61)] },
        otherInstructionCount: 0,
        askedAtMs: STUB_NOW_MS,
      });
      expect(calls).toBe(1);
      if (isFault(result)) throw new Error(result.message);
      expect(jupiterSwapDecoder.decodeSwap(result.swapInstruction)).toMatchObject({
        amountIn: result.amountIn,
        minimumOut: result.minimumOut,
      });
    });

    it('asks once, with the key in its header only', async () => {
      const { request, signal } = await ask({}, { apiKey: `${API_KEY}\n` });
      expect(request).toEqual({
        method: 'GET',
        url:
          'https://api.jup.ag/swap/v2/build' +
          `?inputMint=${FIXTURE_INPUT_MINT}&outputMint=${FIXTURE_OUTPUT_MINT}` +
          `&amount=1000000&slippageBps=50&taker=${REQUEST.taker}&wrapAndUnwrapSol=true`,
        headers: { 'x-api-key': API_KEY },
        timeoutMs: 3000,
        signal,
      });
    });

    it('asks as it was set up', async () => {
      const { request } = await ask(
        {},
        { endpoint: 'http://127.0.0.1:9/', timeoutMs: 250, maxAccounts: 40, apiKey: ' ' },
      );
      expect(request?.url).toMatch(
        /^http:\/\/127\.0\.0\.1:9\/swap\/v2\/build\?.*&maxAccounts=40$/u,
      );
      expect(request?.headers).toEqual({});
      expect(request?.timeoutMs).toBe(250);
    });

    it.each([
      [{ otherInstructions: [{}, {}], tipInstruction: {} }, 3],
      [{ otherInstructions: [{}], tipInstruction: null }, 1],
      [{ otherInstructions: null, tipInstruction: undefined }, 0],
      [{ tipInstruction: false }, 1],
    ])('counts the instructions of %o', async (changes, count) => {
      const { result } = await ask({ body: JSON.stringify(fixtureBuild(changes)) });
      expect(result).toHaveProperty('otherInstructionCount', count);
    });

    it('leaves out what the venue leaves out', async () => {
      const changes = { priceImpactPct: null, addressesByLookupTableAddress: null };
      const { result } = await ask({ body: JSON.stringify(fixtureBuild(changes)) });
      expect(result).not.toHaveProperty('priceImpactBps');
      expect(result).toHaveProperty('lookupTables', {});
    });
  });

  describe('denies', () => {
    it('when there is no answer', async () => {
      const cause = new Error('timed out', { cause: new Error(`x-api-key: ${API_KEY}`) });
      const { result } = await ask(cause, { apiKey: API_KEY });
      expect(result).toMatchObject({
        code: 'QUOTE__UNAVAILABLE',
        context: { venue: 'jupiter', reason: 'timed out (x-api-key: <api key>)' },
      });
    });

    it.each([
      ['QUOTE__NO_ROUTE', { status: 400, body: '{"error":"No routes found"}' }],
      ['QUOTE__REFUSED', { status: 401, body: '{"error":"Unauthorized"}' }],
      ['QUOTE__REFUSED', { status: 429, headers: { 'retry-after': '1' } }],
      ['QUOTE__REFUSED', { status: 500, body: '' }],
      ['QUOTE__MALFORMED', { body: '' }],
      ['QUOTE__MALFORMED', { body: '{}' }],
      ['QUOTE__MALFORMED', { body: JSON.stringify(fixtureBuild({ outAmount: 1 })) }],
      ['QUOTE__MISMATCH', { body: JSON.stringify(fixtureBuild({ inAmount: '999999' })) }],
      ['QUOTE__MISMATCH', { body: JSON.stringify(fixtureBuild({ slippageBps: 5_000 })) }],
    ])('with %s, case %#', async (code, answer) => {
      const { result } = await ask(answer);
      expect(result).toMatchObject({ kind: 'fault', code });
    });

    it.each([
      [{ status: 401, body: JSON.stringify({ error: `bad key ${API_KEY}` }) }],
      [{ status: 429, headers: { 'retry-after': API_KEY } }],
      [
        {
          body: JSON.stringify(
            fixtureBuild({ addressesByLookupTableAddress: { [API_KEY.repeat(90)]: [] } }),
          ),
        },
      ],
      [{ body: JSON.stringify(fixtureBuild({ swapMode: API_KEY })) }],
    ])('without ever saying the key, case %#', async (answer) => {
      const { result } = await ask(answer, { apiKey: API_KEY });
      expect(isFault(result)).toBe(true);
      const text = JSON.stringify(result);
      expect(text).not.toContain(API_KEY);
      expect(text).toContain('<api key>');
      expect(text.length).toBeLessThan(1_000);
    });
  });
});
