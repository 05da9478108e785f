import type { Sandbox } from '@quantbot/sandbox';

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

async function callChain(url: string, method: string, params: readonly unknown[]): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const answer = (await response.json()) as { readonly error?: { readonly message: string } };
  if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
}
