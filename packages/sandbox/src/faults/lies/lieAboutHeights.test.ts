import { describe, expect, it } from 'vitest';

import { lieAboutHeights } from './lieAboutHeights.ts';

const EPOCH = { absoluteSlot: 130n, blockHeight: 100n };
const LATEST = { context: { slot: 130n }, value: { lastValidBlockHeight: 250n } };
const VALIDITY = { context: { slot: 130n }, value: true };

describe('lieAboutHeights', () => {
  it('shifts heights, both ways and never below zero', () => {
    expect(lieAboutHeights('getBlockHeight', 100n, { kind: 'shiftHeight', by: 7 })).toBe(107n);
    expect(lieAboutHeights('getBlockHeight', 5n, { kind: 'shiftHeight', by: -7 })).toBe(0n);
    expect(lieAboutHeights('getEpochInfo', EPOCH, { kind: 'shiftHeight', by: 7 })).toEqual({
      absoluteSlot: 130n,
      blockHeight: 107n,
    });
  });

  it('shifts slots wherever they are told', () => {
    const lie = { kind: 'shiftSlot', by: -30 } as const;
    expect(lieAboutHeights('getSlot', 130n, lie)).toBe(100n);
    expect(lieAboutHeights('getEpochInfo', EPOCH, lie)).toMatchObject({ absoluteSlot: 100n });
    expect(lieAboutHeights('getAccountInfo', LATEST, lie)).toMatchObject({
      context: { slot: 100n },
    });
  });

  it('shifts the lifetime of a blockhash and lies about its validity', () => {
    const shift = { kind: 'shiftLifetime', by: 1_000 } as const;
    expect(lieAboutHeights('getLatestBlockhash', LATEST, shift)).toMatchObject({
      value: { lastValidBlockHeight: 1_250n },
    });
    const lie = { kind: 'lieBlockhash', isValid: false } as const;
    expect(lieAboutHeights('isBlockhashValid', VALIDITY, lie)).toMatchObject({ value: false });
  });

  it('leaves answers of other methods alone', () => {
    for (const lie of [
      { kind: 'shiftHeight', by: 1 },
      { kind: 'shiftLifetime', by: 1 },
      { kind: 'lieBlockhash', isValid: false },
    ] as const) {
      expect(lieAboutHeights('getAccountInfo', VALIDITY, lie)).toBe(VALIDITY);
      expect(lieAboutHeights('getBalance', null, lie)).toBeNull();
    }
    expect(lieAboutHeights('getBalance', 5n, { kind: 'shiftSlot', by: 1 })).toBe(5n);
  });
});
