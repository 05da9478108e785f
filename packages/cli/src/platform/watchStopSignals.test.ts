import { describe, expect, it } from 'vitest';

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
});
