import type { Address } from '@solana/kit';

import { callRpc } from '../chain/callRpc.ts';
import type { PoolSide } from '../program/poolAddresses.ts';
import { WRAPPED_SOL, type SandboxPool } from './sandboxPool.ts';

/** A token account as the chain tells of it. */
interface BalanceAnswer {
  readonly value: { readonly amount: string };
}

/** Sets both vaults of a pool to nothing. @returns what sets them to what they held */
export async function emptyPool(rpcUrl: string, pool: SandboxPool): Promise<() => Promise<void>> {
  const sides = [
    { side: pool.token, vault: pool.tokenVault },
    { side: WRAPPED_SOL, vault: pool.solVault },
  ];
  const held = await Promise.all(
    sides.map(async ({ vault }) => {
      const { value } = await callRpc<BalanceAnswer>(rpcUrl, 'getTokenAccountBalance', [vault]);
      return Number(value.amount);
    }),
  );
  const set = async (amounts: readonly number[]): Promise<void> => {
    for (const [index, { side }] of sides.entries()) {
      await setHolding(rpcUrl, { owner: pool.pool, side, amount: amounts[index] ?? 0 });
    }
  };
  await set(sides.map(() => 0));
  return async () => set(held);
}

async function setHolding(
  rpcUrl: string,
  { owner, side, amount }: { owner: Address; side: PoolSide; amount: number },
): Promise<void> {
  const parameters = [owner, side.mint, { amount }, side.tokenProgram];
  await callRpc(rpcUrl, 'surfnet_setTokenAccount', parameters);
}
