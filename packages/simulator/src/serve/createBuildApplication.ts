import { isBase58Address } from '@quantbot/core';
import type { SwapInstruction } from '@quantbot/core';
import { Hono } from 'hono';
import { z } from 'zod';

import type { ModelChain } from '../model/modelChain.ts';
import { MODEL_SWAP_PROGRAM_ADDRESS, WRAPPED_SOL } from '../model/programAddresses.ts';
import type { PoolQuote } from '../model/quoteSwap.ts';

const addressText = z.string().refine(isBase58Address, 'must be a base58 address');
const SLIPPAGE_BPS_DEFAULT = 50;

const buildQuery = z.object({
  inputMint: addressText,
  outputMint: addressText,
  taker: addressText,
  amount: z
    .string()
    .regex(/^[1-9]\d{0,19}$/u, 'must be a whole number of base units above 0')
    .transform(BigInt),
  slippageBps: z
    .string()
    .regex(/^\d{1,5}$/u, 'must be a whole number of basis points')
    .transform(Number)
    .refine((bps) => bps <= 10_000, 'must be at most 10000')
    .default(SLIPPAGE_BPS_DEFAULT),
});
type BuildQuery = z.output<typeof buildQuery>;

/** Name of the venue in route plans. */
const VENUE_LABEL = 'Model AMM';
const BAD_REQUEST = 400;
const BPS = 10_000;

/**
 * Creates an HTTP application shaped like the one call of Jupiter's Swap API V2 that a client who
 * builds his own transactions needs. Refusals are HTTP 400 with `{ "error", "errorCode" }`.
 */
export function createBuildApplication(chain: ModelChain): Hono {
  const application = new Hono();
  application.get('/swap/v2/build', (request) => {
    const query = buildQuery.safeParse(request.req.query());
    if (!query.success) {
      const [issue] = query.error.issues;
      const error = `Invalid query: ${issue?.path.join('.')} ${issue?.message}`;
      return request.json({ error, errorCode: 'INVALID_REQUEST' }, BAD_REQUEST);
    }
    const quote = quoteOf(chain, query.data);
    return quote === undefined
      ? request.json({ error: 'No routes found', errorCode: 'NO_ROUTES_FOUND' }, BAD_REQUEST)
      : request.json(buildAnswer(query.data, quote));
  });
  application.get('/swap/v2/program-id-to-label', (request) =>
    request.json({ [MODEL_SWAP_PROGRAM_ADDRESS]: VENUE_LABEL }),
  );
  return application;
}

function quoteOf(chain: ModelChain, query: BuildQuery): PoolQuote | undefined {
  const { inputMint, outputMint, amount, slippageBps, taker } = query;
  if (inputMint !== WRAPPED_SOL && outputMint !== WRAPPED_SOL) return undefined;
  return chain.quote({ inputMint, outputMint, amountIn: amount, slippageBps, taker });
}

function buildAnswer(query: BuildQuery, quote: PoolQuote) {
  const { inputMint, outputMint, amount, slippageBps } = query;
  const outAmount = String(quote.amountOut);
  return {
    inputMint,
    outputMint,
    inAmount: String(amount),
    outAmount,
    otherAmountThreshold: String(quote.minimumOut),
    swapMode: 'ExactIn',
    slippageBps,
    priceImpactPct: (quote.priceImpactBps / BPS).toFixed(6),
    routePlan: [
      {
        percent: 100,
        bps: BPS,
        swapInfo: {
          ammKey: quote.poolAddress,
          label: VENUE_LABEL,
          inputMint,
          outputMint,
          inAmount: String(amount),
          outAmount,
        },
      },
    ],
    computeBudgetInstructions: [],
    setupInstructions: [],
    swapInstruction: instructionJson(quote.instruction),
    cleanupInstruction: null,
    otherInstructions: [],
    tipInstruction: null,
    addressesByLookupTableAddress: null,
  };
}

function instructionJson({ programAddress, accounts, data }: SwapInstruction) {
  return {
    programId: programAddress,
    accounts: accounts.map(({ address, ...flags }) => ({ pubkey: address, ...flags })),
    data: Buffer.from(data).toString('base64'),
  };
}
