import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createRateBudget } from './rateBudget.ts';

describe('createRateBudget', () => {
  it('allows so many at once, and the next one a second after the first', async () => {
    const platform = createFakePlatform();
    const budget = createRateBudget(platform, 2);
    budget.spend();
    await platform.advance(300);
    expect([budget.waitMs(), budget.left()]).toEqual([0, 1]);
    budget.spend();
    expect([budget.waitMs(), budget.left()]).toEqual([700, 0]);
    await platform.advance(700);
    expect([budget.waitMs(), budget.left()]).toEqual([0, 1]);
    budget.spend();
    expect(budget.waitMs()).toBe(300);
  });

  it('counts a call that was made without budget', async () => {
    const platform = createFakePlatform();
    const budget = createRateBudget(platform, 1);
    budget.spend();
    await platform.advance(500);
    budget.spend();
    expect(budget.waitMs()).toBe(1_000);
  });

  it('for all rates and rhythms, never allows more than the rate in any second', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 30, maxLength: 80 }),
        async (perSecondMax, pausesMs) => {
          const platform = createFakePlatform();
          const budget = createRateBudget(platform, perSecondMax);
          const sentAtMs: number[] = [];
          for (const pauseMs of pausesMs) {
            while (budget.waitMs() === 0) {
              budget.spend();
              sentAtMs.push(platform.monotonicMs());
            }
            await platform.advance(pauseMs);
          }
          for (const startMs of sentAtMs) {
            const within = sentAtMs.filter((atMs) => atMs >= startMs && atMs < startMs + 1_000);
            expect(within.length).toBeLessThanOrEqual(perSecondMax);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
