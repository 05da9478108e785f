import { describe, expect, it } from 'vitest';

import { refusalFault } from './refusalFault.ts';
import { FIXTURE_INPUT_MINT, FIXTURE_OUTPUT_MINT, fixtureAddress } from './testing/swapFixtures.ts';

const BUY = {
  inputMint: FIXTURE_INPUT_MINT,
  outputMint: FIXTURE_OUTPUT_MINT,
  amountIn: 1n,
  slippageBps: 50,
  taker: fixtureAddress(1),
};
const SELL = { ...BUY, inputMint: FIXTURE_OUTPUT_MINT, outputMint: FIXTURE_INPUT_MINT };
const API_KEY = 'secret-key-123';

interface Refusal {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function refuse({ status, body = '', headers = {} }: Refusal, request = BUY) {
  const response = { status, body, headers };
  return refusalFault({ venue: 'jupiter', request, response, apiKey: API_KEY });
}

describe('refusalFault', () => {
  it.each([
    [{ errorCode: 'NO_ROUTES_FOUND' }, 'NO_ROUTES_FOUND'],
    [{ error: 'No routes found' }, 'NO_ROUTES_FOUND'],
    [{ error: 'x', errorCode: 'TOKEN_NOT_TRADABLE' }, 'TOKEN_NOT_TRADABLE'],
    [{ error: 'Could not find any route' }, 'COULD_NOT_FIND_ANY_ROUTE'],
    [{ errorCode: 'MARKET_NOT_FOUND' }, 'MARKET_NOT_FOUND'],
    [
      { errorCode: 'ROUTE_PLAN_DOES_NOT_CONSUME_ALL_THE_AMOUNT' },
      'ROUTE_PLAN_DOES_NOT_CONSUME_ALL_THE_AMOUNT',
    ],
  ])('finds no route in %o', (body, venueCode) => {
    const answer = { status: 400, body: JSON.stringify(body) };
    const context = { venue: 'jupiter', mint: FIXTURE_OUTPUT_MINT, venueCode };
    expect(refuse(answer)).toMatchObject({ code: 'QUOTE__NO_ROUTE', context });
    expect(refuse(answer, SELL)).toMatchObject({ code: 'QUOTE__NO_ROUTE', context });
  });

  it.each([400, 401, 403, 404, 418, 429, 500, 502, 503, 204, 301])(
    'is refused by HTTP %i',
    (status) => {
      const body = JSON.stringify({ error: 'Not today' });
      expect(refuse({ status, body })).toMatchObject({
        code: 'QUOTE__REFUSED',
        context: { venue: 'jupiter', httpStatus: status, reason: 'Not today' },
      });
    },
  );

  it.each([
    [400, 'NOT_SUPPORTED'],
    [400, 'CIRCULAR_ARBITRAGE_IS_DISABLED'],
    [400, 'There were NO_ROUTES_FOUND yesterday'],
    [500, 'NO_ROUTES_FOUND'],
    [404, 'NO_ROUTES_FOUND'],
  ])('takes HTTP %i %s for a refusal', (status, errorCode) => {
    const body = JSON.stringify({ errorCode });
    expect(refuse({ status, body })).toMatchObject({ code: 'QUOTE__REFUSED' });
  });

  it('keeps when to come back visible', () => {
    const headers = { 'retry-after': '7', 'X-RateLimit-Reset': '1795000000' };
    const body = JSON.stringify({ message: '[API Gateway] Too many requests' });
    expect(refuse({ status: 429, body, headers }).message).toMatchInlineSnapshot(
      `"Venue jupiter refused with HTTP 429: Retry-After 7, x-ratelimit-reset 1795000000, [API Gateway] Too many requests. Check the API key and the rate limit of your plan."`,
    );
    expect(refuse({ status: 503, headers }).context['reason']).toBe('it gave no reason');
  });

  it.each(['', '<html>Bad gateway</html>', 'null', '[]', '"x"', '{"error":{"deep":1}}', '{'])(
    'gives no reason for the body %o',
    (body) => {
      expect(refuse({ status: 502, body }).context['reason']).toBe('it gave no reason');
    },
  );

  it('never says the key nor much else', () => {
    const error = `${API_KEY}\n${'x'.repeat(1_000)}`;
    const headers = { 'retry-after': API_KEY };
    const found = refuse({ status: 429, body: JSON.stringify({ error }), headers });
    expect(JSON.stringify(found)).not.toContain(API_KEY);
    expect(found.context['reason']).toHaveLength(200);
    expect(refuse({ status: 401, body: `{"error":"${'y'.repeat(1e6)}"}` }).context['reason']).toBe(
      'it gave no reason',
    );
  });
});
