import { describe, expect, it } from 'vitest';

import { systemClock } from '../platform/systemClock.ts';
import { systemDelay } from '../platform/systemDelay.ts';
import { compileStubConfig } from './executionStubConfig.ts';

describe('compileStubConfig', () => {
  it('fills in the defaults of the first version', () => {
    expect(compileStubConfig({})).toMatchObject({
      dryRun: true,
      enableIdempotency: true,
      simulatedDelayMs: 100,
      rules: { maxConsecutiveFailures: 5, resetAfterMs: 60_000 },
      clock: systemClock,
      delay: systemDelay,
    });
  });

  it('takes a breaker that never opens', () => {
    const { rules } = compileStubConfig({ maxConsecutiveFailures: Number.POSITIVE_INFINITY });
    expect(rules.maxConsecutiveFailures).toBe(Number.POSITIVE_INFINITY);
  });

  it('names every number that makes no sense', () => {
    expect(() =>
      compileStubConfig({
        maxConsecutiveFailures: 0,
        resetAfterMs: -1,
        simulatedDelayMs: Number.NaN,
      }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ExecutionError: The configuration of the stub is not valid: maxConsecutiveFailures 0 is not 1 or more; resetAfterMs -1 is not 0 or more; simulatedDelayMs NaN is not 0 or more. Correct every field named here.]`,
    );
  });
});
