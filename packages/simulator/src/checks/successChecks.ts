import { finalSwaps, isSwapOf } from './finalSwaps.ts';
import type { Check } from './check.ts';
import type { History, TradeFact } from './history.ts';

/** One key moves money at most once, seen from the pools: each intent has an amount of its own. */
export const singleSuccess: Check = {
  name: 'single-success',
  invariant: 'INV-01',
  holds: 'No intent with a key is swapped twice, and no trade lands twice.',
  find: (history) => {
    const swaps = finalSwaps(history);
    const byIntent = history.schedule.intents
      .filter(({ key, amountIn }) => key !== undefined && amountIn !== undefined)
      .flatMap((intent) => {
        const count = swaps.filter((swap) => isSwapOf(swap, intent)).length;
        return count > 1 ? [`intent ${intent.number} was swapped ${count} times`] : [];
      });
    const byTrade = history.trades.flatMap(({ record }) => {
      const signatures = new Set(record.attempts.map(({ signature }) => signature));
      const count = swaps.filter(({ landing }) => signatures.has(landing.signature)).length;
      return count > 1 ? [`trade ${record.key} landed ${count} times`] : [];
    });
    return [...byIntent, ...byTrade];
  },
};

/** One key is one trade, and one request without key inside its window as well. */
export const oneTradeForOneKey: Check = {
  name: 'one-trade-for-one-key',
  invariant: 'INV-05',
  holds: 'A key names one trade; a repeat without key inside the window makes none.',
  find: (history) => [...doubledKeys(history), ...doubledFingerprints(history)],
};

function doubledKeys({ trades }: History): string[] {
  const seen = new Set<string>();
  return trades.flatMap(({ wallet, record }) => {
    const { request, key } = record;
    const name = `${wallet} ${request.idempotencyKey ?? key}`;
    if (seen.has(name)) return [`key ${name} has two trades`];
    seen.add(name);
    return [];
  });
}

function doubledFingerprints({ trades, limits }: History): string[] {
  const keyless = trades.filter(({ record }) => record.keyDerived);
  return keyless.flatMap((trade, index) =>
    keyless.slice(0, index).flatMap((other) => {
      const [first, second] =
        trade.record.createdAtMs < other.record.createdAtMs ? [trade, other] : [other, trade];
      const isSame =
        first.wallet === second.wallet &&
        JSON.stringify(first.record.fingerprint) === JSON.stringify(second.record.fingerprint);
      const sinceEndMs = second.record.createdAtMs - first.record.updatedAtMs;
      return isSame && sinceEndMs < limits.derivedKeyWindowMs
        ? [`${second.record.key} repeats ${first.record.key} ${sinceEndMs} ms after its end`]
        : [];
    }),
  );
}

/** What the journal says was spent and got is what the chain took and gave. */
export const balances: Check = {
  name: 'balances',
  invariant: 'INV-07',
  holds: 'Balances change by the fills and fees of the journal, to the lamport.',
  find: (history) =>
    history.wallets.flatMap((wallet, place) => {
      const booked = history.trades
        .filter((trade) => trade.wallet === place)
        .map((trade) => bookedOf(history, trade));
      const lamports = booked.reduce((sum, { lamports: part }) => sum + part, 0n);
      const found = wallet.lamportsAfter - wallet.lamportsBefore;
      const problems =
        lamports === found ? [] : [`wallet ${place}: booked ${lamports}, moved ${found} lamports`];
      const units = history.pools.map((_, pool) =>
        booked.reduce((sum, part) => sum + (part.pool === pool ? part.units : 0n), 0n),
      );
      for (const [pool, part] of units.entries()) {
        const moved = (wallet.unitsAfter[pool] ?? 0n) - (wallet.unitsBefore[pool] ?? 0n);
        if (moved !== part) {
          problems.push(`wallet ${place}: booked ${part}, moved ${moved} units of pool ${pool}`);
        }
      }
      return problems;
    }),
};

interface Booked {
  readonly lamports: bigint;
  readonly units: bigint;
  readonly pool: number;
}

function bookedOf({ pools }: History, { record }: TradeFact): Booked {
  const { fill, request, attempts, status } = record;
  const pool = pools.findIndex(({ mint }) => mint === request.tokenAddress);
  const reverts = attempts.reduce(
    (sum, { revertFeeLamports = '0' }) => sum + BigInt(revertFeeLamports),
    0n,
  );
  if (fill === undefined || status !== 'filled') return { lamports: -reverts, units: 0n, pool };
  const costs =
    BigInt(fill.baseFeeLamports) +
    BigInt(fill.priorityFeeLamports) +
    BigInt(fill.tipLamports) +
    BigInt(fill.rentLamports);
  const sign = request.side === 'buy' ? -1n : 1n;
  return {
    lamports: sign * BigInt(fill.lamports) - costs - reverts,
    units: -sign * BigInt(fill.tokenUnits),
    pool,
  };
}
