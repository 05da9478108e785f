import { isFault, WRAPPED_SOL_MINT } from '@quantbot/core';

import { endpointLabel } from '../chain/endpointLabel.ts';
import type { CompiledConfig } from '../config/compileConfig.ts';
import { createJupiterVenue } from '../venues/jupiter/jupiterVenue.ts';
import type { Examination, Finding } from './finding.ts';

/** A quote to ask for. */
export interface TrialQuote {
  readonly token: string;
  readonly lamports: bigint;
  /** Wallet in whose name it is asked. */
  readonly taker: string;
}

type VenueRules = Pick<
  CompiledConfig,
  'jupiterApiKey' | 'jupiterEndpoint' | 'platform' | 'slippageBps'
>;

/** Asks the venue what a token costs, and signs nothing. */
export function diagnoseVenue(
  config: VenueRules,
  trial: TrialQuote | undefined,
  signal: AbortSignal,
): Examination {
  const label = endpointLabel(config.jupiterEndpoint);
  if (trial === undefined) {
    const found = 'was not asked: there is no token, or no wallet, to ask about';
    const next = 'Name a token with --token MINT, and a wallet.';
    return { title: '', findings: Promise.resolve([venue(label, 'warn', { found, next })]) };
  }
  return {
    title: `asking ${label} for a quote`,
    findings: askVenue(config, { trial, label, signal }),
  };
}

async function askVenue(
  { jupiterApiKey, jupiterEndpoint: endpoint, platform, slippageBps }: VenueRules,
  asked: { readonly trial: TrialQuote; readonly label: string; readonly signal: AbortSignal },
): Promise<readonly Finding[]> {
  const { trial, label, signal } = asked;
  const apiKey = jupiterApiKey?.use((bytes) => new TextDecoder().decode(bytes));
  const swaps = createJupiterVenue({
    platform,
    endpoint,
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  const startedMs = platform.monotonicMs();
  const quote = await swaps.quote(
    {
      inputMint: WRAPPED_SOL_MINT,
      outputMint: trial.token,
      amountIn: trial.lamports,
      slippageBps,
      taker: trial.taker,
    },
    signal,
  );
  if (isFault(quote)) {
    return [venue(label, 'fail', { found: quote.code, next: quote.message })];
  }
  const tookMs = Math.round(platform.monotonicMs() - startedMs);
  const found = `offers ${quote.amountOut} base units for ${trial.lamports} lamports, in ${tookMs} ms`;
  return [venue(label, 'ok', { found })];
}

function venue(
  subject: string,
  verdict: Finding['verdict'],
  told: Pick<Finding, 'found' | 'next'>,
): Finding {
  return { area: 'venue', subject, verdict, ...told };
}
