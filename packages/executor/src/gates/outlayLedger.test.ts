import { describe, expect, it } from 'vitest';

import { createOutlayLedger, worstOutlay } from './outlayLedger.ts';

describe('createOutlayLedger', () => {
  it('sums what other trades may take', () => {
    const ledger = createOutlayLedger();
    expect(ledger.reservedBesides('a')).toBe(0n);
    ledger.reserve('a', 1n);
    ledger.reserve('b', 20n);
    ledger.reserve('c', 300n);
    expect(ledger.reservedBesides('a')).toBe(320n);
    expect(ledger.reservedBesides('unknown')).toBe(321n);
  });

  it('holds one figure a trade, the last one', () => {
    const ledger = createOutlayLedger();
    ledger.reserve('a', 5n);
    ledger.reserve('a', 7n);
    expect(ledger.reservedBesides('b')).toBe(7n);
    ledger.release('a');
    ledger.release('a');
    expect(ledger.reservedBesides('b')).toBe(0n);
  });
});

it('counts on no proceeds before they are there', () => {
  expect(worstOutlay({ outlayLamports: 5_000n, proceedsLamports: 1_000_000n })).toBe(5_000n);
});
