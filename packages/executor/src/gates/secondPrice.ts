import { reasonOf, type MarketDataPort, type TokenAddress } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { openWait } from '../platform/openWait.ts';

/** What a second source says a token costs, or why its word cannot be used. */
export type SecondPrice =
  | { readonly kind: 'price'; readonly solPerToken: number }
  | { readonly kind: 'none'; readonly reason: string };

/** Where and how to ask a second source. */
export interface SecondPriceQuery {
  readonly marketData: MarketDataPort;
  readonly platform: Pick<ExecutorPlatform, 'delay'>;
  readonly tokens: readonly TokenAddress[];
  readonly wrappedSol: TokenAddress;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly nowMs: number;
  readonly priceAgeMsMax: number;
  readonly closing: AbortSignal;
}

/** Milliseconds that a trade waits for its second price. */
const WAIT_MS = 3_000;

const SECOND_MS = 1_000;

/**
 * Asks the second source for tokens and for SOL in whatever currency it quotes, and takes the
 * ratios, in the order of the tokens. Never throws: what cannot be used is no price, and no price
 * denies.
 */
export async function askSecondPrices(query: SecondPriceQuery): Promise<readonly SecondPrice[]> {
  const waiting = openWait(query.closing);
  const late = query.platform.delay(WAIT_MS, waiting.signal).then(
    () => unusable(`it did not answer in ${WAIT_MS} ms`),
    () => unusable('the adapter closes'),
  );
  const sol = priceOf(query, query.wrappedSol);
  try {
    return await Promise.all(
      query.tokens.map(async (token) => {
        const asked = Promise.all([priceOf(query, token), sol]).then(ratioOf, noPrice);
        return Promise.race([asked, late]);
      }),
    );
  } finally {
    waiting.end();
  }
}

function ratioOf([token, sol]: readonly [number, number]): SecondPrice {
  const solPerToken = token / sol;
  return Number.isFinite(solPerToken) && solPerToken > 0
    ? { kind: 'price', solPerToken }
    : unusable(`${token} for the token and ${sol} for SOL make no price`);
}

function noPrice(cause: unknown): SecondPrice {
  return unusable(reasonOf(cause));
}

function unusable(reason: string): SecondPrice {
  return { kind: 'none', reason };
}

async function priceOf(
  { marketData, nowMs, priceAgeMsMax }: SecondPriceQuery,
  tokenAddress: TokenAddress,
): Promise<number> {
  const unixTime = Math.floor(nowMs / SECOND_MS);
  const answer = await marketData.fetchHistoricalPriceAtTime({
    tokenAddress,
    unixTime,
    chain: 'solana',
  });
  if (answer === null) throw new Error(`it has none for ${tokenAddress}`);
  const price = answer.price ?? answer.value;
  if (!Number.isFinite(price) || price <= 0) throw new Error(`${price} is no price`);
  const ageMs = (unixTime - answer.unixTime) * SECOND_MS;
  // Written so that an age that is no number is too old as well.
  if (!(Math.abs(ageMs) <= priceAgeMsMax)) {
    throw new Error(`it is ${ageMs} ms old; priceAgeMsMax is ${priceAgeMsMax}`);
  }
  return price;
}
