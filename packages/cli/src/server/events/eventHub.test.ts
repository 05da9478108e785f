import { describe, expect, it } from 'vitest';

import type { Timers } from '../../platform/timers.ts';
import { createEventHub, type EventHubParts } from './eventHub.ts';

/** Timers that a test moves on; what sleeps too long is woken by the abort alone. */
function manualTimers(): Timers & { readonly slept: number[] } {
  let nowMs = 0;
  const slept: number[] = [];
  return {
    slept,
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
  };
}

function feedOf(state: { sequence: number; change: number }): EventHubParts['feed'] {
  return {
    latestSequence: () => state.sequence,
    tradingChanges: () => [{ number: state.change } as never],
  };
}

const KNOWN = { sequence: 4, tradingChange: 1 };

describe('waitFor', () => {
  const open = () => new AbortController();

  it.each([
    [{ sequence: 5, change: 1 }, 'news'],
    [{ sequence: 4, change: 2 }, 'news'],
    [{ sequence: 4, change: 1 }, 'quiet'],
  ])('of %o is %s', async (state, news) => {
    const hub = createEventHub({ feed: feedOf(state), timers: manualTimers() });
    const { signal } = open();
    expect(await hub.waitFor(KNOWN, { quietMs: 1_000, signal })).toBe(news);
  });

  it('looks by itself, because another process may own the journal', async () => {
    const state = { sequence: 4, change: 1 };
    const timers = manualTimers();
    const hub = createEventHub({
      feed: feedOf(state),
      timers: {
        ...timers,
        sleep: async (ms, signal) => {
          await timers.sleep(ms, signal);
          if (timers.slept.length === 3) state.sequence = 5;
        },
      },
    });
    expect(await hub.waitFor(KNOWN, { quietMs: 60_000, signal: open().signal })).toBe('news');
    expect(timers.slept).toEqual([250, 250, 250]);
  });

  it('looks a commit after it is woken, and not before', async () => {
    const state = { sequence: 4, change: 1 };
    const slept: number[] = [];
    const hub = createEventHub({
      feed: feedOf(state),
      timers: {
        monotonicMs: () => 0,
        // The long look never ends; the short one is the commit that the wake stands for.
        sleep: async (ms) => {
          slept.push(ms);
          if (ms === 250) await new Promise(() => undefined);
          state.sequence = 5;
        },
      },
    });
    const news = hub.waitFor(KNOWN, { quietMs: 60_000, signal: open().signal });
    hub.wake();
    expect(await news).toBe('news');
    expect(slept).toEqual([250, 15]);
  });

  it('ends when nobody follows any more', async () => {
    const following = open();
    const hub = createEventHub({
      feed: feedOf({ sequence: 4, change: 1 }),
      timers: {
        monotonicMs: () => 0,
        sleep: async () => {
          following.abort();
        },
      },
    });
    expect(await hub.waitFor(KNOWN, { quietMs: 9_000, signal: following.signal })).toBe('closed');
  });
});

it('knows the newest change of what may be traded, and none', () => {
  const timers = manualTimers();
  expect(createEventHub({ feed: feedOf({ sequence: 0, change: 3 }), timers }).tradingChange()).toBe(
    3,
  );
  const none = { latestSequence: () => 0, tradingChanges: () => [] };
  expect(createEventHub({ feed: none, timers }).tradingChange()).toBe(0);
});
