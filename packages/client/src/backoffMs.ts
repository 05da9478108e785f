const FIRST_MS = 200;
const MOST_MS = 5_000;

/**
 * Milliseconds to wait before a request is repeated: doubled each time, up to five seconds, and
 * spread over the upper half, so that callers that lost one server do not come back together.
 *
 * @param repeats - How many repeats there were before; 0 for the first.
 * @param chance - Evenly spread in [0, 1).
 */
export function backoffMs(repeats: number, chance: number): number {
  const bound = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(repeats, 30));
  return bound / 2 + (bound / 2) * chance;
}
