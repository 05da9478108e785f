import type { PoolSide } from '../program/poolAddresses.ts';
import { SWAP_ACCOUNT_COUNT } from '../program/swapInstruction.ts';
import { WRAPPED_SOL, type SandboxPool } from '../setup/sandboxPool.ts';
import { JupiterRefusal } from './jupiterRefusal.ts';
import type { BuildQuery } from './parseBuildQuery.ts';

/** Name of the sandbox's venue in route plans, `dexes` and `excludeDexes`. */
export const VENUE_LABEL = 'Sandbox AMM';

/** A swap through one pool. */
export interface Route {
  readonly pool: SandboxPool;
  readonly source: PoolSide;
  readonly destination: PoolSide;
}

/**
 * Finds the pool that trades the two mints.
 *
 * @throws JupiterRefusal when a mint is unknown, or the request leaves no pool to use
 */
export function findRoute(pools: readonly SandboxPool[], query: BuildQuery): Route {
  const { inputMint, outputMint } = query;
  const sides = [WRAPPED_SOL, ...pools.map((pool) => pool.token)];
  const [source, destination] = [inputMint, outputMint].map((mint) => {
    const side = sides.find((candidate) => candidate.mint === mint);
    if (side !== undefined) return side;
    throw new JupiterRefusal('TOKEN_NOT_TRADABLE', `The token ${mint} is not tradable`);
  });
  const pool = pools.find(({ token }) => token === source || token === destination);
  const touchesSol = source === WRAPPED_SOL || destination === WRAPPED_SOL;
  if (pool === undefined || source === undefined || destination === undefined || !touchesSol) {
    throw noRoutesFound();
  }
  if (!isVenueWanted(query) || query.maxAccounts < SWAP_ACCOUNT_COUNT) throw noRoutesFound();
  return { pool, source, destination };
}

/** The refusal that real clients see for every kind of dead end. */
export function noRoutesFound(): JupiterRefusal {
  return new JupiterRefusal('NO_ROUTES_FOUND', 'No routes found');
}

function isVenueWanted({ dexes, excludeDexes }: BuildQuery): boolean {
  if (dexes !== undefined) return dexes.split(',').includes(VENUE_LABEL);
  return !(excludeDexes?.split(',').includes(VENUE_LABEL) ?? false);
}
