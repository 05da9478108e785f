/** What taking up again needs. */
export interface TakeUpParts {
  /** Tries it once. @returns what stands in its way, if anything does */
  readonly takeUp: () => Promise<unknown>;
  /** Whether anything is left to take up. */
  readonly isWanted: () => boolean;
  /** Rejects when the session closes. */
  readonly delay: (milliseconds: number) => Promise<void>;
}

/** Milliseconds until the first try, and the most between two of them. */
const FIRST_MS = 1_000;
const WAIT_MS_MAX = 15_000;

/**
 * Tries again, at first soon and then less often, until nothing is in the way or nothing is left to
 * take up: trades that are open are followed once the chain is back, though nobody asks.
 */
export async function takeUpLater({ takeUp, isWanted, delay }: TakeUpParts): Promise<void> {
  for (let waitMs = FIRST_MS; isWanted(); waitMs = Math.min(2 * waitMs, WAIT_MS_MAX)) {
    await delay(waitMs);
    if ((await takeUp()) === undefined) return;
  }
}
