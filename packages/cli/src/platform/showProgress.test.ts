import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { showProgress, writeProgress } from './showProgress.ts';

describe('showProgress', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function shownFor(milliseconds: number): Promise<string> {
    let text = '';
    const { promise, resolve } = Promise.withResolvers<string>();
    const shown = showProgress('asking the node', promise, (piece) => {
      text += piece;
    });
    await vi.advanceTimersByTimeAsync(milliseconds);
    resolve('answer');
    expect(await shown).toBe('answer');
    expect(vi.getTimerCount()).toBe(0);
    return text;
  }

  it('says nothing of what takes less than a second', async () => {
    expect(await shownFor(999)).toBe('');
  });

  it('names what takes longer, and that it goes on', async () => {
    expect(await shownFor(3_500)).toBe('  asking the node …..\n');
  });

  it.each([
    [true, ['  asking …']],
    [undefined, []],
  ])('writes to a terminal alone: isTTY %s', (isTTY, expected) => {
    const written: unknown[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(text);
      return true;
    });
    const before = process.stderr.isTTY;
    Object.assign(process.stderr, { isTTY });
    try {
      writeProgress('  asking …');
    } finally {
      Object.assign(process.stderr, { isTTY: before });
    }
    expect(written).toEqual(expected);
  });

  it('hands a failure on', async () => {
    await expect(showProgress('x', Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
