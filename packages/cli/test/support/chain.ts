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
