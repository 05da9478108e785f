/**
 * What chance does to the chain from slot to slot. Every probability is between 0 and 1 and is drawn
 * from the model's own source; a driver may change any of them while the chain runs.
 */
export interface ChainWeather {
  /** That a slot passes without a block. */
  skipProbability: number;
  /** That a slot begins a fork when there is none. */
  forkProbability: number;
  /** Longest fork in slots; at most {@link FORK_SLOTS_MAX}. */
  forkSlotsMax: number;
  /**
   * Whether nodes on the branch that will die may show its transactions as confirmed: the one way in
   * which a confirmation is taken back.
   */
  forkConfirms: boolean;
  /** That a transaction of a dead branch comes up again on the living one. */
  relandProbability: number;
  /** That bytes that reached a leader are lost there. */
  dropProbability: number;
  /** That bytes that reached a leader wait there. */
  delayProbability: number;
  /** Longest of those waits in slots. */
  delaySlotsMax: number;
  /** Transactions a block has room for; what is more waits for the next block. */
  blockTransactionsMax: number;
  /** That a slot moves the price of each pool. */
  priceMoveProbability: number;
  /** Largest of those moves, basis points, up or down. */
  priceMoveBpsMax: number;
  /** Priority fee that landed lately, micro-lamports per compute unit. */
  recentFeeMicroLamports: bigint;
  readonly blockEngine: BlockEngineWeather;
}

/** What chance does to bundles. */
export interface BlockEngineWeather {
  /** That a slot's leader takes bundles. */
  leaderProbability: number;
  /** That a bundle gets an id and is never seen again. */
  loseProbability: number;
  /** That a bundle's status stays `Invalid` whatever became of it. */
  invalidStatusProbability: number;
  /** That a bundle lands on a branch that dies. */
  uncleProbability: number;
}

/** Most slots a fork may last; the finalized block has to lie behind its root. */
export const FORK_SLOTS_MAX = 24;

/** A chain on which nothing goes wrong: a block in each slot, and room for everything. */
export function calmWeather(): ChainWeather {
  return {
    skipProbability: 0,
    forkProbability: 0,
    forkSlotsMax: 4,
    forkConfirms: false,
    relandProbability: 1,
    dropProbability: 0,
    delayProbability: 0,
    delaySlotsMax: 3,
    blockTransactionsMax: 2_000,
    priceMoveProbability: 0,
    priceMoveBpsMax: 100,
    recentFeeMicroLamports: 1_000n,
    blockEngine: {
      leaderProbability: 1,
      loseProbability: 0,
      invalidStatusProbability: 0,
      uncleProbability: 0,
    },
  };
}
