import { createSolanaRpc } from '@solana/kit';
import { getTokenDecoder } from '@solana-program/token';

import type { PoolReserves } from '../program/quoteConstantProduct.ts';
import { WRAPPED_SOL } from '../setup/sandboxPool.ts';
import { noRoutesFound, type Route } from './findRoute.ts';

/** Reads what a route's pool holds at this moment, in one call so that both sides agree. */
export async function readReserves(rpcUrl: string, route: Route): Promise<PoolReserves> {
  const { tokenVault, solVault } = route.pool;
  const isBuy = route.source === WRAPPED_SOL;
  const vaults = isBuy ? [solVault, tokenVault] : [tokenVault, solVault];
  const { value: accounts } = await createSolanaRpc(rpcUrl)
    .getMultipleAccounts(vaults, { commitment: 'processed', encoding: 'base64' })
    .send();
  const [reserveIn, reserveOut] = accounts.map((account) =>
    account === null ? 0n : getTokenDecoder().decode(Buffer.from(account.data[0], 'base64')).amount,
  );
  if (!reserveIn || !reserveOut) throw noRoutesFound();
  return { reserveIn, reserveOut };
}
