import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createOutlayLedger, worstOutlay } from './outlayLedger.ts';

describe('createOutlayLedger', () => {
  it('sums what other trades may take', () => {
    const ledger = createOutlayLedger(2);
    expect(ledger.reservedBesides('a')).toBe(0n);
    ledger.reserve('a', 1n);
    ledger.reserve('b', 20n);
    ledger.reserve('c', 300n);
    expect(ledger.reservedBesides('a')).toBe(320n);
    expect(ledger.reservedBesides('unknown')).toBe(321n);
  });

  it('holds one figure a trade, the last one', () => {
    const ledger = createOutlayLedger(2);
    ledger.reserve('a', 5n);
    ledger.reserve('a', 7n);
    expect(ledger.reservedBesides('b')).toBe(7n);
    ledger.release('a');
    ledger.release('a');
    expect(ledger.reservedBesides('b')).toBe(0n);
  });
});

describe('a landing', () => {
  const landed = (...told: ReadonlyArray<readonly [operator: string, slot: bigint]>) => {
    const ledger = createOutlayLedger(2);
    ledger.reserve('a', 5n);
    for (const [operator, slot] of told) ledger.tellLanding('a', { operator, slot });
    return ledger;
  };

  it('is in a balance that is not older, once two operators tell of it', () => {
    const ledger = landed(['one', 100n], ['two', 100n]);
    expect(ledger.reservedBesides('b', 99n)).toBe(5n);
    expect(ledger.reservedBesides('b', 100n)).toBe(0n);
    expect(ledger.reservedBesides('b')).toBe(5n);
  });

  it('is not believed to one operator, however often it tells', () => {
    const ledger = landed(['one', 100n], ['one', 100n]);
    expect(ledger.reservedBesides('b', 1_000n)).toBe(5n);
  });

  it('is sure in the slot that two operators name alike, of one where there is one', () => {
    expect(landed(['one', 100n]).agreedLanding('a')).toBeUndefined();
    expect(landed(['one', 100n], ['liar', 1n]).agreedLanding('a')).toBeUndefined();
    expect(landed(['liar', 1n], ['one', 100n], ['two', 100n]).agreedLanding('a')).toBe(100n);
    expect(landed(['one', 100n], ['two', 100n]).agreedLanding('unknown')).toBeUndefined();
    const ledger = createOutlayLedger(1);
    ledger.reserve('a', 5n);
    ledger.tellLanding('a', { operator: 'one', slot: 100n });
    expect(ledger.agreedLanding('a')).toBe(100n);
  });

  it('wakes whoever waits for news, once, and not for what was told before', async () => {
    const { settle } = createFakePlatform();
    const ledger = landed(['one', 100n]);
    let wakings = 0;
    const listen = async (): Promise<void> => {
      await ledger.landingTold();
      wakings += 1;
    };
    const all = [listen(), listen()];
    ledger.tellLanding('a', { operator: 'one', slot: 100n });
    ledger.tellLanding('unknown', { operator: 'two', slot: 100n });
    await settle();
    expect(wakings).toBe(0);
    ledger.tellLanding('a', { operator: 'two', slot: 100n });
    await Promise.all(all);
    const again = listen();
    await settle();
    expect(wakings).toBe(2);
    ledger.tellLanding('a', { operator: 'one', slot: 101n });
    await again;
  });

  it('is as late as the later of two operators says', () => {
    const ledger = landed(['liar', 1n], ['two', 100n]);
    expect(ledger.reservedBesides('b', 99n)).toBe(5n);
    expect(ledger.reservedBesides('b', 100n)).toBe(0n);
  });

  it('is forgotten with a rollback, which reserves anew', () => {
    const ledger = landed(['one', 100n], ['two', 100n]);
    ledger.reserve('a', 5n);
    expect(ledger.reservedBesides('b', 1_000n)).toBe(5n);
  });

  it('that is final is in a balance of its slot, whatever one operator said', () => {
    const ledger = landed(['liar', 1_000_000n], ['two', 100n]);
    ledger.settle('a', 100n);
    expect(ledger.reservedBesides('b', 99n)).toBe(5n);
    expect(ledger.reservedBesides('b', 100n)).toBe(0n);
  });

  it('that is long past is kept no more', () => {
    const ledger = landed();
    ledger.settle('a', 100n);
    ledger.reserve('later', 7n);
    ledger.settle('later', 612n);
    expect(ledger.reservedBesides('b')).toBe(12n);
    ledger.settle('later', 613n);
    expect(ledger.reservedBesides('b')).toBe(7n);
  });

  it('that is not final is kept, however far the chain has come', () => {
    const ledger = landed(['one', 100n]);
    ledger.reserve('later', 7n);
    ledger.settle('later', 1_000_000n);
    expect(ledger.reservedBesides('b', 1_000_000n)).toBe(5n);
  });

  it('of a trade that reserves nothing changes nothing', () => {
    const ledger = landed();
    ledger.release('a');
    ledger.tellLanding('a', { operator: 'one', slot: 1n });
    ledger.settle('a', 1n);
    expect(ledger.reservedBesides('b')).toBe(0n);
  });
});

it('counts on no proceeds before they are there', () => {
  expect(worstOutlay({ outlayLamports: 5_000n, proceedsLamports: 1_000_000n })).toBe(5_000n);
});
