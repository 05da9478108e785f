import { fault, type Fault, WRAPPED_SOL_MINT } from '@quantbot/core';

import type { HttpResponse } from '../../platform/executorPlatform.ts';
import type { SwapQuoteRequest } from '../swapVenue.ts';
import { BUILD_CHARACTERS_MAX, parseJson } from './readJupiterBuild.ts';
import { safeReason } from './safeReason.ts';

const BAD_REQUEST = 400;
const TOO_MANY_REQUESTS = 429;

/** Errors that speak of the token or the amount, not of how we asked (Jupiter Swap API). */
const NO_ROUTE_CODES: ReadonlySet<string> = new Set([
  'NO_ROUTES_FOUND',
  'COULD_NOT_FIND_ANY_ROUTE',
  'TOKEN_NOT_TRADABLE',
  'MARKET_NOT_FOUND',
  'ROUTE_PLAN_DOES_NOT_CONSUME_ALL_THE_AMOUNT',
]);

/** Headers that tell when to come back: the standard one and Jupiter's own, in Unix seconds. */
const RETRY_HEADERS = ['Retry-After', 'x-ratelimit-reset'] as const;

/** Who asked what, for an answer that is not a quote. */
export interface RefusedQuote {
  readonly venue: string;
  readonly request: SwapQuoteRequest;
  readonly response: HttpResponse;
  /** Removed from whatever the venue wrote. */
  readonly apiKey: string | undefined;
}

/** Translates an HTTP status other than 200 into a fault. */
export function refusalFault({ venue, request, response, apiKey }: RefusedQuote): Fault {
  const said = errorTextsOf(response.body);
  const venueCode = said.map(codeOf).find((code) => NO_ROUTE_CODES.has(code));
  if (response.status === BAD_REQUEST && venueCode !== undefined) {
    return fault('QUOTE__NO_ROUTE', { venue, mint: tokenMintOf(request), venueCode });
  }
  const retry = response.status === TOO_MANY_REQUESTS ? retryTexts(response.headers) : [];
  const reason = [...retry, said.join(' ') || 'it gave no reason'].join(', ');
  return fault('QUOTE__REFUSED', {
    venue,
    httpStatus: response.status,
    reason: safeReason(reason, apiKey),
  });
}

/** What the body says went wrong: the fields that carry it, or nothing. */
function errorTextsOf(body: string): string[] {
  if (body.length > BUILD_CHARACTERS_MAX) return [];
  const json = parseJson(body);
  if (typeof json !== 'object' || json === null) return [];
  const fields = new Map<string, unknown>(Object.entries(json));
  return ['errorCode', 'error', 'message']
    .map((name) => fields.get(name))
    .filter((value) => typeof value === 'string');
}

/** `/swap/v2/build` spells a code as a sentence, "No routes found"; older answers as a constant. */
function codeOf(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/gu, '_')
    .replace(/^_|_$/gu, '');
}

function retryTexts(headers: Readonly<Record<string, string>>): string[] {
  return RETRY_HEADERS.flatMap((name) => {
    const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase());
    return found === undefined ? [] : [`${name} ${found[1]}`];
  });
}

function tokenMintOf({ inputMint, outputMint }: SwapQuoteRequest): string {
  return inputMint === WRAPPED_SOL_MINT ? outputMint : inputMint;
}
