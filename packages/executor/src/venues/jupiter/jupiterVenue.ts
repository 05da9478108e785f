import { fault, type Fault, isFault, reasonOf } from '@quantbot/core';

import type { ExecutorPlatform, HttpResponse } from '../../platform/executorPlatform.ts';
import type { SwapQuote, SwapQuoteRequest, SwapVenue } from '../swapVenue.ts';
import { mismatchFault } from './mismatchFault.ts';
import { type JupiterBuild, readJupiterBuild } from './readJupiterBuild.ts';
import { refusalFault } from './refusalFault.ts';
import { safeReason } from './safeReason.ts';

const NAME = 'jupiter';
const TIMEOUT_MS = 3000;
const STATUS_OK = 200;

/** What a Jupiter venue is made of. */
export interface JupiterVenueOptions {
  readonly platform: Pick<ExecutorPlatform, 'http' | 'monotonicMs'>;
  /** Scheme and host, for example `https://api.jup.ag`; `/swap/v2/build` is appended. */
  readonly endpoint: string;
  /** Sent as the header `x-api-key` and nowhere else; never part of a URL or a fault. */
  readonly apiKey?: string;
  /**
   * Milliseconds after which the venue counts as not answering.
   *
   * @defaultValue 3000: an answer normally takes a few hundred, and a blockhash lives some 30
   * seconds.
   */
  readonly timeoutMs?: number;
  /**
   * Accounts a route may name, 1 to 64. Fewer leave room for our own instructions.
   *
   * @defaultValue the venue's own, 64
   */
  readonly maxAccounts?: number;
}

/**
 * Creates a venue that asks `GET /swap/v2/build` of the Jupiter Swap API: price, swap instruction
 * and table contents in one round trip. It only quotes; it signs nothing and sends nothing.
 *
 * `wrapAndUnwrapSol` is asked for by name although we wrap and unwrap ourselves. With it the swap
 * instruction works on the wallet's associated account for wrapped SOL, as ours does, and the
 * wrapping stands in the setup and cleanup instructions, which we leave out. Without it the venue
 * may demand that the account be there already, while our own transaction only creates it. Should
 * the venue ever swap over another account, the decoded source or destination is not the wallet's
 * and the trade is refused before it is signed.
 *
 * No fee, referral, tip or foreign destination is ever asked for, so any that comes back was not
 * ours to want.
 */
export function createJupiterVenue(options: JupiterVenueOptions): SwapVenue {
  const { apiKey: givenKey, ...others } = options;
  // A key read from a file often ends with a line break, which no header may carry.
  const apiKey = givenKey?.trim() ?? '';
  const venue = apiKey === '' ? others : { ...others, apiKey };
  return { name: NAME, quote: (request, signal) => quote(venue, request, signal) };
}

async function quote(
  options: JupiterVenueOptions,
  request: SwapQuoteRequest,
  signal: AbortSignal,
): Promise<SwapQuote | Fault> {
  const { apiKey } = options;
  const askedAtMs = options.platform.monotonicMs();
  const response = await ask(options, request, signal);
  if (isFault(response)) return response;
  if (response.status !== STATUS_OK) {
    return refusalFault({ venue: NAME, request, response, apiKey });
  }
  const build = readJupiterBuild(response.body);
  if ('reason' in build) {
    const reason = safeReason(build.reason, apiKey);
    return fault('QUOTE__MALFORMED', { venue: NAME, reason });
  }
  return mismatchFault({ venue: NAME, request, build, apiKey }) ?? quoteFrom(build, askedAtMs);
}

async function ask(
  { platform, endpoint, apiKey, timeoutMs = TIMEOUT_MS, maxAccounts }: JupiterVenueOptions,
  request: SwapQuoteRequest,
  signal: AbortSignal,
): Promise<HttpResponse | Fault> {
  const query = new URLSearchParams({
    inputMint: request.inputMint,
    outputMint: request.outputMint,
    amount: String(request.amountIn),
    slippageBps: String(request.slippageBps),
    taker: request.taker,
    wrapAndUnwrapSol: 'true',
    ...(maxAccounts === undefined ? {} : { maxAccounts: String(maxAccounts) }),
  });
  try {
    return await platform.http({
      method: 'GET',
      url: `${endpoint.replace(/\/+$/u, '')}/swap/v2/build?${query.toString()}`,
      headers: apiKey === undefined ? {} : { 'x-api-key': apiKey },
      timeoutMs,
      signal,
    });
  } catch (cause) {
    const reason = safeReason(reasonOf(cause), apiKey);
    return fault('QUOTE__UNAVAILABLE', { venue: NAME, reason });
  }
}

function quoteFrom(build: JupiterBuild, askedAtMs: number): SwapQuote {
  const otherInstructions = build.otherInstructions?.length ?? 0;
  const tipInstructions = (build.tipInstruction ?? undefined) === undefined ? 0 : 1;
  const priceImpactBps = build.priceImpactPct ?? undefined;
  return {
    venue: NAME,
    amountIn: build.inAmount,
    amountOut: build.outAmount,
    minimumOut: build.otherAmountThreshold,
    slippageBps: build.slippageBps,
    ...(priceImpactBps === undefined ? {} : { priceImpactBps }),
    swapInstruction: build.swapInstruction,
    lookupTables: build.addressesByLookupTableAddress ?? {},
    otherInstructionCount: otherInstructions + tipInstructions,
    askedAtMs,
  };
}
