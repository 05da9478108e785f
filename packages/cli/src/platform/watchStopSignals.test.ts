import { describe, expect, it, vi } from 'vitest';

import { watchStopSignals } from './watchStopSignals.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const listeners = () => SIGNALS.map((signal) => process.listenerCount(signal));

describe('watchStopSignals', () => {
  it.each(SIGNALS)('resolves at %s and listens no longer', async (signal) => {
    const before = listeners();
    const watch = watchStopSignals();
    expect(listeners()).toEqual(before.map((count) => count + 1));
    process.emit(signal);
    await watch.stopped;
    expect(listeners()).toEqual(before);
  });

  it('leaves nothing behind when it is released', () => {
    const before = listeners();
    watchStopSignals().release();
    expect(listeners()).toEqual(before);
  });

  it('takes the loss of its parent for a request to stop where npm started it', async () => {
    vi.useFakeTimers();
    try {
      let parent = 7;
      const watch = watchStopSignals({ parentOf: () => parent, isStartedByNpm: true });
      let isStopped = false;
      void watch.stopped.then(() => {
        isStopped = true;
      });
      await vi.advanceTimersByTimeAsync(5_000);
      expect(isStopped).toBe(false);
      parent = 1;
      await vi.advanceTimersByTimeAsync(250);
      expect(isStopped).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('lives on without its shell elsewhere', async () => {
    vi.useFakeTimers();
    try {
      let parent = 7;
      const watch = watchStopSignals({ parentOf: () => parent, isStartedByNpm: false });
      parent = 1;
      await vi.advanceTimersByTimeAsync(600_000);
      expect(vi.getTimerCount()).toBe(1);
      watch.release();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
