import type { JournalFeed } from '@quantbot/executor';

import type { Timers } from '../../platform/timers.ts';

/** Why somebody who waited for news goes on. */
export type News = 'news' | 'quiet' | 'closed';

/** Tells whoever follows the journal that there is something new in it. */
export interface EventHub {
  /** Something has happened in this process: the journal is worth a look soon. */
  wake(): void;
  /**
   * Waits for news after a sequence and a change of what may be traded.
   *
   * @returns `quiet` after so many milliseconds without any, `closed` once the signal aborts.
   */
  waitFor(known: KnownState, options: WaitOptions): Promise<News>;
  /** Newest change of what may be traded, as the journal numbers it; 0 before the first. */
  tradingChange(): number;
}

/** What a follower has shown already. */
export interface KnownState {
  readonly sequence: number;
  readonly tradingChange: number;
}

/** How long to wait. */
export interface WaitOptions {
  readonly quietMs: number;
  readonly signal: AbortSignal;
}

/** What a hub is made of. */
export interface EventHubParts {
  readonly feed: Pick<JournalFeed, 'latestSequence' | 'tradingChanges'>;
  readonly timers: Timers;
}

/** A commit gathers what happens in one turn; its events are on disk a moment after the wake. */
const COMMIT_MS = 15;
/** Another process may own the journal, and wakes nobody here. */
const LOOK_MS = 250;

/**
 * Makes the hub. What is in the journal decides; the wake only makes the look come sooner. Nobody
 * looks while nobody waits.
 */
export function createEventHub({ feed, timers }: EventHubParts): EventHub {
  let woken = Promise.withResolvers<void>();
  const tradingChange = (): number => feed.tradingChanges({ limit: 1 })[0]?.number ?? 0;
  const hasNews = (known: KnownState): boolean =>
    feed.latestSequence() > known.sequence || tradingChange() > known.tradingChange;
  return {
    tradingChange,
    wake: () => {
      woken.resolve();
      woken = Promise.withResolvers();
    },
    waitFor: async (known, { quietMs, signal }) => {
      const untilMs = timers.monotonicMs() + quietMs;
      for (;;) {
        if (signal.aborted) return 'closed';
        if (hasNews(known)) return 'news';
        const leftMs = untilMs - timers.monotonicMs();
        if (leftMs <= 0) return 'quiet';
        const isWoken = await Promise.race([
          woken.promise.then(() => true),
          timers.sleep(Math.min(LOOK_MS, leftMs), signal).then(() => false),
        ]);
        if (isWoken) await timers.sleep(COMMIT_MS, signal);
      }
    },
  };
}
