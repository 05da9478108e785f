import { describe, expect, it } from 'vitest';

import { signingSlot } from './signingSlot.ts';

const shown = (...slots: readonly bigint[]) =>
  slots.map((slot, index) => ({ operator: `operator-${index}`, slot }));

describe('signingSlot', () => {
  it.each([
    ['the lower of two that are near', [1_000n, 1_003n], 1_000n],
    ['the lower of two a blockhash apart', [1_000n, 1_150n], 1_000n],
    ['that of two who agree, when the third is far ahead', [2n ** 40n, 1_000n, 1_001n], 1_000n],
    ['the newer of two who agree, when the third lags', [1n, 1_001n, 1_000n], 1_000n],
  ] as const)('is %s', (_case, slots, slot) => {
    expect(signingSlot(shown(...slots), 2)).toBe(slot);
  });

  it('is unknown while no two operators support each other', () => {
    expect(signingSlot(shown(1_000n, 1_151n), 2)).toBeUndefined();
    expect(signingSlot(shown(1_000n), 2)).toBeUndefined();
    const same = [
      { operator: 'a', slot: 1_000n },
      { operator: 'a', slot: 1_000n },
    ];
    expect(signingSlot(same, 2)).toBeUndefined();
  });

  it('is the lowest of all where one operator is enough', () => {
    expect(signingSlot(shown(1_000n, 900n), 1)).toBe(900n);
    expect(signingSlot([], 1)).toBeUndefined();
  });
});
