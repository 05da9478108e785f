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
