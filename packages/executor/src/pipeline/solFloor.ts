import { BASE_FEE_LAMPORTS } from '../transaction/feeBudget.ts';
import type { CompiledConfig } from '../config/compileConfig.ts';
import type { RentFacts } from '../facts/chainFacts.ts';

/** What the balance that a transaction asserts at its end is worked out from. */
export interface SolFloorInputs {
  readonly config: Pick<CompiledConfig, 'limits' | 'priorityFeeLamportsMax' | 'tipLamportsMax'>;
  readonly rent: RentFacts;
  /** Lamports left when this trade alone takes all it may. */
  readonly lamportsLeft: bigint;
  /** Lamports that unwrapping brings back: wrapped SOL from before, and the least of a sell. */
  readonly unwrappedLamports: bigint;
}

/**
 * Lamports that the wallet must still hold when the transaction ends.
 *
 * What unwrapping brings is part of it: else a program that pays into the wrapped account could
 * take as much out of the wallet at the same time. Other trades may land between the reading of
 * the balance and this one, in any order, so there is room for all that the limits allow them; no
 * trade can make another fail, and the limits bound what a hostile program gets. Never below what
 * stays in the wallet whatever happens.
 */
export function solFloor(inputs: SolFloorInputs): bigint {
  const { config, rent, lamportsLeft, unwrappedLamports } = inputs;
  const { openTradesMax, tradeLamportsMax, solReserveLamportsMin } = config.limits ?? {
    openTradesMax: 1,
    tradeLamportsMax: 0n,
    solReserveLamportsMin: 0n,
  };
  const costsMax =
    BASE_FEE_LAMPORTS +
    config.priorityFeeLamportsMax +
    config.tipLamportsMax +
    rent.extendedTokenAccountLamports;
  const room = BigInt(openTradesMax - 1) * (tradeLamportsMax + costsMax);
  const kept = higher(solReserveLamportsMin, rent.walletLamports);
  return higher(lamportsLeft + unwrappedLamports - room, kept);
}

function higher(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
