/** When the next search through history is worth its calls. */
export interface SearchPace {
  /**
   * Whether so much time has passed since the last search.
   *
   * @param nowMs - Monotonic time.
   * @param isUrgent - Something else than a death is searched for, and people wait for it.
   */
  isDue(nowMs: number, isUrgent: boolean): boolean;
  /** A search begins. */
  began(nowMs: number): void;
  /**
   * A search has ended without an end of the attempt.
   *
   * @param blocksToDeath - Final blocks that are missing until a node can testify to the death;
   * `undefined` when no node told, 0 when none is missing.
   */
  ended(blocksToDeath: bigint | undefined): void;
}

/** Milliseconds between two searches through history for one attempt, where nothing is known. */
export const SEARCH_INTERVAL_MS = 1_000;

/** Longest wait for a block that must come first: one that landed late is found by a search as well. */
export const SEARCH_INTERVAL_MS_MAX = 8_000;

/** Share of the time that the missing blocks seem to take; they may come faster from now on. */
const SHARE_WAITED = 0.5;

/**
 * Makes the pace of one attempt. A search asks every node half a dozen questions, and for half a
 * minute after an attempt is past its life no node can testify yet, because the blocks above its
 * death height are not final. How fast they come is told by two searches.
 */
export function createSearchPace(): SearchPace {
  let beganAtMs = -Infinity;
  let intervalMs = SEARCH_INTERVAL_MS;
  let before: { readonly blocks: number; readonly atMs: number } | undefined;
  return {
    isDue: (nowMs, isUrgent) => nowMs - beganAtMs >= (isUrgent ? SEARCH_INTERVAL_MS : intervalMs),
    began: (nowMs) => {
      beganAtMs = nowMs;
    },
    ended: (blocksToDeath) => {
      intervalMs = SEARCH_INTERVAL_MS;
      const blocks = Number(blocksToDeath ?? 0n);
      const gone = before === undefined ? 0 : before.blocks - blocks;
      if (before !== undefined && gone > 0) {
        const blockMs = (beganAtMs - before.atMs) / gone;
        const waitMs = Math.min(blocks * blockMs * SHARE_WAITED, SEARCH_INTERVAL_MS_MAX);
        intervalMs = Math.max(waitMs, SEARCH_INTERVAL_MS);
      }
      before = blocks === 0 ? undefined : { blocks, atMs: beganAtMs };
    },
  };
}
