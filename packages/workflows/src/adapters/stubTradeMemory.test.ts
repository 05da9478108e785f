import { createTokenAddress, fingerprintRequest, type RequestFingerprint } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createStubTradeMemory, type StubTrade } from './stubTradeMemory.ts';

function fingerprint(amount: number): RequestFingerprint {
  return fingerprintRequest({
    tokenAddress: createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
    chain: 'solana',
    side: 'buy',
    amount,
  });
}

function trade(key: string, amount = 1): StubTrade {
  const answer = Promise.resolve({ success: true });
  return { key, fingerprint: fingerprint(amount), answer, endedAtMs: undefined };
}

const RULES = { endedTradesMax: 3, derivedKeyWindowMs: 60_000 };

describe('createStubTradeMemory', () => {
  it('finds a trade by its key, running or ended', () => {
    const memory = createStubTradeMemory(RULES);
    const first = trade('a');
    memory.remember(first);
    expect(memory.byKey('a')).toBe(first);
    memory.end(first, 0);
    expect(memory.byKey('a')).toBe(first);
    expect(memory.byKey('b')).toBeUndefined();
  });

  it('attaches to a running trade for ever and to an ended one inside the window', () => {
    const memory = createStubTradeMemory(RULES);
    const first = trade('a');
    memory.remember(first);
    expect(memory.attachable(fingerprint(1), 1e9)).toBe(first);
    memory.end(first, 1_000);
    expect(memory.attachable(fingerprint(1), 60_999)).toBe(first);
    expect(memory.attachable(fingerprint(1), 61_000)).toBeUndefined();
    expect(memory.attachable(fingerprint(2), 1_000)).toBeUndefined();
  });

  it('forgets the oldest ended trades beyond its bound, and no running one', () => {
    const memory = createStubTradeMemory(RULES);
    const running = trade('running', 99);
    memory.remember(running);
    for (let index = 0; index < 5; index += 1) {
      const ended = trade(`ended-${index}`, index + 1);
      memory.remember(ended);
      memory.end(ended, index);
    }
    expect(memory.byKey('running')).toBe(running);
    expect(['0', '1', '2', '3', '4'].filter((index) => memory.byKey(`ended-${index}`))).toEqual([
      '2',
      '3',
      '4',
    ]);
    expect(memory.attachable(fingerprint(1), 4)).toBeUndefined();
    expect(memory.runningCount()).toBe(1);
  });

  it('frees the key of a trade that is forgotten', () => {
    const memory = createStubTradeMemory(RULES);
    const first = trade('a');
    memory.remember(first);
    memory.forget(first);
    expect(memory.byKey('a')).toBeUndefined();
    expect(memory.attachable(fingerprint(1), 0)).toBeUndefined();
    expect(memory.runningCount()).toBe(0);
  });

  it('derives the same key for the same request until it names a trade', () => {
    const memory = createStubTradeMemory(RULES);
    const key = memory.deriveKey(fingerprint(1));
    expect(key).toMatch(/^derived-[a-z\d]{13}$/u);
    expect(memory.deriveKey(fingerprint(1))).toBe(key);
    expect(memory.deriveKey(fingerprint(2))).not.toBe(key);
    memory.remember(trade(key));
    expect(memory.deriveKey(fingerprint(1))).toBe(`${key}-2`);
  });
});
