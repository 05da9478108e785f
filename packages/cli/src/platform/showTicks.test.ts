import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { showTicks } from './showTicks.ts';

describe('showTicks', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('writes a dot a second until the work ends, then the end of the line', async () => {
    let text = '';
    const { promise, resolve } = Promise.withResolvers<void>();
    const shown = showTicks(promise, (piece) => {
      text += piece;
    });
    await vi.advanceTimersByTimeAsync(3_500);
    expect(text).toBe('...');
    resolve();
    await shown;
    await vi.advanceTimersByTimeAsync(3_500);
    expect(text).toBe('...\n');
  });

  it('ends the line when the work fails as well', async () => {
    const write = vi.fn();
    await expect(showTicks(Promise.reject(new Error('no')), write)).rejects.toThrow('no');
    expect(write.mock.calls).toEqual([['\n']]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
