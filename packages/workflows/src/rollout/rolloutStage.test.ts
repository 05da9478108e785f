import { describe, expect, it } from 'vitest';

import { isBelow, lowerStage, nextStage, previousStage, ROLLOUT_STAGES } from './rolloutStage.ts';

describe('the order of the stages', () => {
  it('goes up and down by one', () => {
    expect(ROLLOUT_STAGES.map(nextStage)).toEqual(['shadow', 'canary', 'live', undefined]);
    expect(ROLLOUT_STAGES.map(previousStage)).toEqual([undefined, 'stub', 'shadow', 'canary']);
  });

  it('takes the lower of two, whichever comes first', () => {
    for (const [lower, left] of ROLLOUT_STAGES.entries()) {
      for (const [upper, right] of ROLLOUT_STAGES.entries()) {
        expect(lowerStage(left, right)).toBe(ROLLOUT_STAGES[Math.min(lower, upper)]);
        expect(isBelow(left, right)).toBe(lower < upper);
      }
    }
  });
});
