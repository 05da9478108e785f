import { address, createSolanaRpc, type Address } from '@solana/kit';

/** What a wallet holds, as the chain says. */
export interface Balances {
  readonly lamports: bigint;
  /** Base units by mint. Mints the wallet has no account for are absent. */
  readonly tokens: ReadonlyMap<string, bigint>;
}

/** Whose balances, of what, and where. */
export interface BalancesQuery {
  readonly rpcUrl: string;
  readonly wallet: string;
  /** Token programs to look under. */
  readonly tokenPrograms: readonly string[];
}

/** Reads the balances of a wallet straight from the chain, without the executor's help. */
export async function readBalances(query: BalancesQuery): Promise<Balances> {
  const rpc = createSolanaRpc(query.rpcUrl);
  const owner = address(query.wallet);
  const { value: lamports } = await rpc.getBalance(owner, { commitment: 'confirmed' }).send();
  const tokens = new Map<string, bigint>();
  for (const programId of query.tokenPrograms) {
    for (const { mint, units } of await heldTokens(rpc, owner, address(programId))) {
      tokens.set(mint, units);
    }
  }
  return { lamports, tokens };
}

async function heldTokens(
  rpc: ReturnType<typeof createSolanaRpc>,
  owner: Address,
  programId: Address,
): Promise<ReadonlyArray<{ readonly mint: string; readonly units: bigint }>> {
  const { value } = await rpc
    .getTokenAccountsByOwner(
      owner,
      { programId },
      { encoding: 'jsonParsed', commitment: 'confirmed' },
    )
    .send();
  return value.map(({ account }) => {
    const { mint, tokenAmount } = account.data.parsed.info;
    return { mint, units: BigInt(tokenAmount.amount) };
  });
}
