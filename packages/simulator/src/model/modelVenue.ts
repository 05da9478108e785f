import { fault } from '@quantbot/core';
import type { SwapVenue } from '@quantbot/executor/simulation';

import type { BlockTree } from './blockTree.ts';
import type { ModelNode } from './modelNode.ts';
import type { ModelPool } from './modelPool.ts';
import { WRAPPED_SOL } from './programAddresses.ts';
import { quoteSwap, type PoolQuestion, type PoolQuote } from './quoteSwap.ts';
import type { AccountReader } from './stateLayer.ts';

/** Whose view a venue quotes from, and by which clock it dates its quotes. */
export interface ModelVenueOptions {
  readonly monotonicMs: () => number;
  /** Lag of the venue's own view, in slots; changeable. @defaultValue no lag */
  readonly behaviour?: Pick<ModelNode['behaviour'], 'lagSlots'>;
}

/** Name of the venue in quotes. */
export const MODEL_VENUE_NAME = 'model';

/** What is asked of the venue. */
export type VenueQuestion = Omit<PoolQuestion, 'pool'>;

/** Asks the pool of two mints as of some block. @returns `undefined` when there is no price */
export function quoteFrom(
  state: AccountReader,
  pools: readonly ModelPool[],
  question: VenueQuestion,
): PoolQuote | undefined {
  const { inputMint, outputMint } = question;
  const token = inputMint === WRAPPED_SOL ? outputMint : inputMint;
  const isAgainstSol = inputMint === WRAPPED_SOL || outputMint === WRAPPED_SOL;
  const pool = pools.find(({ mint }) => mint === token);
  return pool === undefined || !isAgainstSol ? undefined : quoteSwap(state, { ...question, pool });
}

/** Makes a venue that quotes the model's pools. */
export function createModelVenue(
  tree: BlockTree,
  pools: readonly ModelPool[],
  { monotonicMs, behaviour }: ModelVenueOptions,
): SwapVenue {
  return {
    name: MODEL_VENUE_NAME,
    quote: async (request) => {
      const askedAtMs = monotonicMs();
      const { inputMint, outputMint, amountIn, slippageBps } = request;
      const { processed } = tree.viewAt(behaviour?.lagSlots ?? 0, -1);
      const quote = quoteFrom(processed.layer, pools, request);
      if (quote === undefined) {
        const mint = inputMint === WRAPPED_SOL ? outputMint : inputMint;
        const venueCode = 'NO_ROUTES_FOUND';
        return fault('QUOTE__NO_ROUTE', { venue: MODEL_VENUE_NAME, mint, venueCode });
      }
      return {
        venue: MODEL_VENUE_NAME,
        amountIn,
        amountOut: quote.amountOut,
        minimumOut: quote.minimumOut,
        slippageBps,
        priceImpactBps: quote.priceImpactBps,
        swapInstruction: quote.instruction,
        lookupTables: {},
        otherInstructionCount: 0,
        askedAtMs,
      };
    },
  };
}
