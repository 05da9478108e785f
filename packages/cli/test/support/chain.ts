import { address, createSolanaRpc } from '@solana/kit';

/** Lamports of a wallet, as the chain says. */
export async function lamportsOf(rpcUrl: string, wallet: string): Promise<bigint> {
  const rpc = createSolanaRpc(rpcUrl);
  const { value } = await rpc.getBalance(address(wallet), { commitment: 'confirmed' }).send();
  return value;
}

/** Number of transactions that ever touched an account. */
export async function transactionsOf(rpcUrl: string, account: string): Promise<number> {
  const signatures = await createSolanaRpc(rpcUrl)
    .getSignaturesForAddress(address(account), { commitment: 'confirmed' })
    .send();
  return signatures.length;
}

/** Base units of a token that a wallet holds, as the chain says. */
export async function tokenUnitsOf(rpcUrl: string, wallet: string, mint: string): Promise<bigint> {
  const { value } = await createSolanaRpc(rpcUrl)
    .getTokenAccountsByOwner(
      address(wallet),
      { mint: address(mint) },
      { commitment: 'confirmed', encoding: 'jsonParsed' },
    )
    .send();
  return value.reduce(
    (total, { account }) => total + BigInt(account.data.parsed.info.tokenAmount.amount),
    0n,
  );
}

/**
 * Keeps slots from passing, so that what is signed lives on however long processes take to start.
 *
 * @returns what lets them pass again
 */
export async function holdSlots(rpcUrl: string): Promise<() => Promise<void>> {
  await callChain(rpcUrl, 'surfnet_pauseClock');
  return async () => callChain(rpcUrl, 'surfnet_resumeClock');
}

async function callChain(rpcUrl: string, method: string): Promise<void> {
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] }),
  });
  const { error } = (await response.json()) as { readonly error?: { readonly message: string } };
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
}
