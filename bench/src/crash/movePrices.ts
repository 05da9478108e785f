import { setTimeout as delay } from 'node:timers/promises';

/** A pool whose price can be moved. */
export interface MovablePool {
  /** What the pool holds of its token when nobody moves its price, base units. */
  readonly units: bigint;
  /** Makes the pool hold so much of its token from now on. */
  readonly hold: (units: bigint) => Promise<void>;
}

/** How prices move. */
export interface PriceMoves {
  readonly pools: readonly MovablePool[];
  /** Milliseconds between two moves, of one pool after the other. */
  readonly intervalMs: number;
  /** What a move takes out of a pool, basis points; the next one brings it back. */
  readonly moveBps: bigint;
}

/** Prices that move until they are told to stay. */
export interface MovingPrices {
  /** @returns moves that were made */
  stop(): Promise<number>;
}

const BPS = 10_000n;

/**
 * Lets prices jump and fall back, as the trades of others would, without a transaction that burdens
 * the embedded chain. Whatever is under way when its pool moves meets another price than its
 * simulation did, and fails where its limit is tighter than the move.
 */
export function movePrices({ pools, intervalMs, moveBps }: PriceMoves): MovingPrices {
  const stopping = new AbortController();
  let moves = 0;
  const move = async (): Promise<void> => {
    for (let turn = 0; !stopping.signal.aborted; turn += 1) {
      for (const { units, hold } of pools) {
        await delay(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        const isAway = turn % 2 === 0;
        // A chain that answers nobody is noticed by its pulse; the price stays for once.
        const isMoved = await hold(isAway ? units - (units * moveBps) / BPS : units).then(
          () => true,
          () => false,
        );
        if (isMoved) moves += 1;
      }
    }
  };
  const moving = move();
  return {
    stop: async () => {
      stopping.abort();
      await moving;
      return moves;
    },
  };
}
