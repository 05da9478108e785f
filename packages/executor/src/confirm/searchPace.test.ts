import { describe, expect, it } from 'vitest';

import { createSearchPace } from './searchPace.ts';

/** Milliseconds after the first search at which the others begin, while blocks come one by one. */
function searchesUntilDeath(blockMs: number, blocks: number): number[] {
  const pace = createSearchPace();
  const begun: number[] = [];
  for (let nowMs = 0; ; nowMs += 100) {
    if (!pace.isDue(nowMs, false)) continue;
    const left = Math.max(0, blocks - Math.floor(nowMs / blockMs));
    pace.began(nowMs);
    begun.push(nowMs);
    if (left === 0) return begun;
    pace.ended(BigInt(left));
  }
}

describe('createSearchPace', () => {
  it('searches at once', () => {
    expect(createSearchPace().isDue(0, false)).toBe(true);
  });

  it('waits for half of the blocks that are missing, and the longer the more are', () => {
    expect(searchesUntilDeath(400, 64)).toEqual([
      0, 1_000, 9_000, 17_000, 21_400, 23_600, 24_600, 25_600,
    ]);
  });

  it('waits no longer for blocks that come fast', () => {
    const begun = searchesUntilDeath(20, 64);
    expect(begun).toEqual([0, 1_000, 2_000]);
  });

  it('is never late by more than it would be without knowing anything', () => {
    for (const blockMs of [20, 150, 200, 400, 800]) {
      for (const blocks of [1, 2, 3, 10, 64, 200]) {
        const last = searchesUntilDeath(blockMs, blocks).at(-1) ?? Infinity;
        expect(last - blocks * blockMs).toBeLessThanOrEqual(1_000);
      }
    }
  });

  it('waits a second, and no more, while nothing is known or nothing moves', () => {
    const pace = createSearchPace();
    for (const [place, blocks] of [undefined, 64n, 64n, 66n, undefined, 10n, 0n].entries()) {
      const nowMs = place * 1_000;
      pace.began(nowMs);
      pace.ended(blocks);
      expect(pace.isDue(nowMs + 999, false)).toBe(false);
      expect(pace.isDue(nowMs + 1_000, false)).toBe(true);
    }
  });

  it('waits a second for what is urgent, however many blocks are missing', () => {
    const pace = createSearchPace();
    pace.began(0);
    pace.ended(64n);
    pace.began(1_000);
    pace.ended(62n);
    expect(pace.isDue(8_999, false)).toBe(false);
    expect(pace.isDue(9_000, false)).toBe(true);
    expect(pace.isDue(1_999, true)).toBe(false);
    expect(pace.isDue(2_000, true)).toBe(true);
  });
});
