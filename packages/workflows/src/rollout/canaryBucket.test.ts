import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CANARY_BUCKETS, canaryBucketOf } from './canaryBucket.ts';

const MINT = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';

describe('canaryBucketOf', () => {
  it('never changes what it has said', () => {
    expect([
      canaryBucketOf({ strategyId: 'dca', tokenAddress: MINT }),
      canaryBucketOf({ strategyId: 'grid', tokenAddress: MINT }),
      canaryBucketOf({ strategyId: undefined, tokenAddress: MINT }),
    ]).toMatchInlineSnapshot(`
      [
        2178,
        1814,
        8711,
      ]
    `);
  });

  it('for all strategies and tokens stays inside the buckets', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (strategyId, tokenAddress) => {
        const bucket = canaryBucketOf({ strategyId, tokenAddress });
        expect(Number.isInteger(bucket) && bucket >= 0 && bucket < CANARY_BUCKETS).toBe(true);
      }),
    );
  });

  it('keeps a strategy and a token apart from each other', () => {
    const one = canaryBucketOf({ strategyId: 'a', tokenAddress: 'bc' });
    expect(canaryBucketOf({ strategyId: 'ab', tokenAddress: 'c' })).not.toBe(one);
  });

  it('spreads similar names evenly: no tenth has less than 8 % or more than 12 %', () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 10_000; index += 1) {
      const bucket = canaryBucketOf({ strategyId: `strategy-${index}`, tokenAddress: MINT });
      const tenth = Math.floor(bucket / 1_000);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) {
      expect(count).toBeGreaterThan(800);
      expect(count).toBeLessThan(1_200);
    }
  });
});
