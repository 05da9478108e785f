import { fault, type Fault } from '@quantbot/core';

import type { SwapQuoteRequest } from '../swapVenue.ts';
import type { JupiterBuild } from './readJupiterBuild.ts';
import { safeReason } from './safeReason.ts';

const SWAP_MODE = 'ExactIn';

interface Echo {
  readonly field: string;
  readonly requested: string;
  readonly quoted: string;
}

/** An answer to hold against its question. */
export interface AnsweredQuote {
  readonly venue: string;
  readonly request: SwapQuoteRequest;
  readonly build: JupiterBuild;
  /** Removed from whatever the venue wrote. */
  readonly apiKey: string | undefined;
}

/**
 * Finds the first thing in which an answer is about another trade than the one asked for.
 *
 * The route is held to its open ends: the mints it takes and never makes, and those it makes and
 * never takes. Splits and middle mints come and go between them.
 */
export function mismatchFault({ venue, request, build, apiKey }: AnsweredQuote): Fault | undefined {
  const { inputMint, outputMint, amountIn, slippageBps } = request;
  const ends = routeEnds(build);
  const echoes: readonly Echo[] = [
    { field: 'inAmount', requested: String(amountIn), quoted: String(build.inAmount) },
    { field: 'slippageBps', requested: String(slippageBps), quoted: String(build.slippageBps) },
    { field: 'inputMint', requested: inputMint, quoted: build.inputMint ?? inputMint },
    { field: 'outputMint', requested: outputMint, quoted: build.outputMint ?? outputMint },
    { field: 'swapMode', requested: SWAP_MODE, quoted: build.swapMode ?? SWAP_MODE },
    { field: 'routePlan input', requested: inputMint, quoted: ends.input },
    { field: 'routePlan output', requested: outputMint, quoted: ends.output },
  ];
  const wrong = echoes.find(({ requested, quoted }) => requested !== quoted);
  if (wrong === undefined) return undefined;
  const quoted = safeReason(wrong.quoted, apiKey);
  return fault('QUOTE__MISMATCH', { venue, ...wrong, quoted });
}

function routeEnds({ routePlan }: JupiterBuild): {
  readonly input: string;
  readonly output: string;
} {
  const taken = new Set(routePlan.map(({ swapInfo }) => swapInfo.inputMint));
  const made = new Set(routePlan.map(({ swapInfo }) => swapInfo.outputMint));
  return {
    input: textOf([...taken].filter((mint) => !made.has(mint))),
    output: textOf([...made].filter((mint) => !taken.has(mint))),
  };
}

function textOf(mints: readonly string[]): string {
  return mints.length === 0 ? 'none' : mints.join(' and ');
}
