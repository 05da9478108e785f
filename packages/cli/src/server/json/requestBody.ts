import { LANE_POLICIES, type AnyExecutionRequest, type TokenAddress } from '@quantbot/core';
import { z } from 'zod';

/** The key stands in the header, so that it is nowhere forgotten; every other field is the port's. */
export const requestBody = z.strictObject({
  tokenAddress: z.string().describe('Mint of the token to buy or sell.'),
  chain: z.string().describe('Only `solana` is traded.'),
  side: z.enum(['buy', 'sell']).describe('`buy` spends SOL, `sell` brings SOL in.'),
  amount: z.number().optional().describe('SOL for a buy, tokens for a sell.'),
  amountBaseUnits: z.string().optional().describe('The same in lamports or base units.'),
  sellPortionBps: z.number().optional().describe('Part of the balance to sell; 10000 is all.'),
  slippageBps: z.number().optional().describe('Basis points below the quote.'),
  priorityFee: z.number().optional().describe('Micro-lamports per compute unit.'),
  maxRetries: z.number().optional().describe('Further attempts after one is proven dead.'),
  deadlineMs: z.number().optional().describe('Time within which it may be signed.'),
  waitMs: z.number().optional().describe('Time to wait for the answer; the server bounds it.'),
  limitPrice: z.number().optional().describe('Worst acceptable price, SOL per token.'),
  strategyId: z.string().optional().describe('Strategy that asks.'),
  lanePolicy: z.enum(LANE_POLICIES).optional().describe('How the bytes travel.'),
});

/**
 * Makes the request of a body. The mint is branded unchecked: the port checks it and refuses with a
 * code of its own.
 */
export function requestOf(
  { tokenAddress, chain, ...fields }: z.infer<typeof requestBody>,
  more: { readonly idempotencyKey: string; readonly waitMs: number },
): AnyExecutionRequest {
  return {
    tokenAddress: tokenAddress as TokenAddress,
    chain: chain as 'solana',
    ...(fields as Omit<AnyExecutionRequest, 'tokenAddress' | 'chain'>),
    ...more,
  };
}
