import { describe, expect, it, vi } from 'vitest';

import { nodeClientPlatform } from './nodeClientPlatform.ts';

describe('nodeClientPlatform', () => {
  it('makes keys that are UUIDs and never the same', () => {
    const ids = new Set(Array.from({ length: 1_000 }, () => nodeClientPlatform.uniqueId()));
    expect(ids.size).toBe(1_000);
    const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
    for (const id of ids) expect(id).toMatch(pattern);
  });

  it('aborts after its time, unless it is released', () => {
    vi.useFakeTimers();
    try {
      const kept = nodeClientPlatform.abortAfter(100);
      const released = nodeClientPlatform.abortAfter(100);
      released.release();
      vi.advanceTimersByTime(100);
      expect(kept.signal.aborted).toBe(true);
      expect(String(kept.signal.reason)).toContain('no answer within 100 ms');
      expect(released.signal.aborted).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it('counts to a date, and to nothing that is none', () => {
    vi.useFakeTimers({ now: Date.UTC(2030, 0, 1) });
    try {
      const { untilDateMs } = nodeClientPlatform;
      expect(untilDateMs('Tue, 01 Jan 2030 00:00:05 GMT')).toBe(5_000);
      expect(untilDateMs('soon')).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });
});
