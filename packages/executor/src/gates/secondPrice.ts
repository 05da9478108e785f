import { reasonOf, type MarketDataPort } from '@quantbot/core';

import type { ExecutorPlatform } from '../platform/executorPlatform.ts';

/** What a second source says a token costs, or why its word cannot be used. */
export type SecondPrice =
  | { readonly kind: 'price'; readonly solPerToken: number }
  | { readonly kind: 'none'; readonly reason: string };

/** Where and how to ask a second source. */
export interface SecondPriceQuery {
  readonly marketData: MarketDataPort;
  readonly platform: Pick<ExecutorPlatform, 'delay'>;
  readonly tokenAddress: Parameters<
    MarketDataPort['fetchHistoricalPriceAtTime']
  >[0]['tokenAddress'];
  readonly wrappedSol: SecondPriceQuery['tokenAddress'];
  /** Wall time, milliseconds since the Unix epoch. */
  readonly nowMs: number;
  readonly priceAgeMsMax: number;
  readonly closing: AbortSignal;
}

/** Milliseconds that a trade waits for its second price. */
const WAIT_MS = 3_000;

const SECOND_MS = 1_000;

/**
 * Asks the second source for the token and for SOL in whatever currency it quotes, and takes their
 * ratio. Never throws: what cannot be used is no price, and no price denies.
 */
export async function askSecondPrice(query: SecondPriceQuery): Promise<SecondPrice> {
  const waiting = new AbortController();
  const signal = AbortSignal.any([waiting.signal, query.closing]);
  const late = query.platform.delay(WAIT_MS, signal).then(
    () => `it did not answer in ${WAIT_MS} ms`,
    () => 'the adapter closes',
  );
  try {
    const asked = Promise.all([
      priceOf(query, query.tokenAddress),
      priceOf(query, query.wrappedSol),
    ]);
    const answer = await Promise.race([asked, late]);
    if (typeof answer === 'string') return { kind: 'none', reason: answer };
    const [token, sol] = answer;
    const solPerToken = token / sol;
    if (Number.isFinite(solPerToken) && solPerToken > 0) return { kind: 'price', solPerToken };
    return { kind: 'none', reason: `${token} for the token and ${sol} for SOL make no price` };
  } catch (cause) {
    return { kind: 'none', reason: reasonOf(cause) };
  } finally {
    waiting.abort();
  }
}

async function priceOf(
  { marketData, nowMs, priceAgeMsMax }: SecondPriceQuery,
  tokenAddress: SecondPriceQuery['tokenAddress'],
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
