import type { Sandbox } from '@quantbot/sandbox';

import { callChain } from './callChain.ts';

/** Where tokens go, and which. */
export type FundedSandbox = Pick<Sandbox, 'chainRpcUrl' | 'wallets' | 'tokens'>;

/**
 * Gives every wallet so many base units of every token, without a transaction that would burden the
 * embedded chain.
 */
export async function fundTokens(
  { chainRpcUrl, wallets, tokens }: FundedSandbox,
  units: bigint,
): Promise<void> {
  for (const { address } of wallets) {
    for (const { mint, tokenProgram } of tokens) {
      await callChain(chainRpcUrl, 'surfnet_setTokenAccount', [
        address,
        mint,
        { amount: Number(units) },
        tokenProgram,
      ]);
    }
  }
}
