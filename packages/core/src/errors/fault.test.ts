import { describe, expect, it } from 'vitest';

import { ExecutionError } from './executionError.ts';
import { errorFromFault, fault, faultFromError, isFault, isKeyReusable } from './fault.ts';

describe('fault', () => {
  it('carries code, text and a frozen context', () => {
    const made = fault('VALIDATE__SIDE_UNKNOWN', { side: 'hold' });
    expect(made).toMatchInlineSnapshot(`
      {
        "code": "VALIDATE__SIDE_UNKNOWN",
        "context": {
          "side": "hold",
        },
        "kind": "fault",
        "message": "Side "hold" is neither "buy" nor "sell". Use "buy" or "sell".",
      }
    `);
    expect(Object.isFrozen(made.context)).toBe(true);
  });
});

describe('faultFromError', () => {
  it('keeps what the error said', () => {
    const context = { path: 'a', reason: 'b' };
    const error = new ExecutionError('JOURNAL__UNAVAILABLE', context);
    expect(faultFromError(error)).toEqual(fault('JOURNAL__UNAVAILABLE', context));
  });
});

describe('errorFromFault', () => {
  it('says what the fault says', () => {
    const problem = fault('JOURNAL__UNAVAILABLE', { path: 'a', reason: 'b' });
    const error = errorFromFault(problem);
    expect(error.message).toBe(problem.message);
    expect(faultFromError(error)).toEqual(problem);
  });
});

describe('isFault', () => {
  it('tells faults from everything else', () => {
    expect(isFault(fault('EXECUTOR__CLOSED'))).toBe(true);
    for (const other of [undefined, null, 'fault', { kind: 'value' }, {}]) {
      expect(isFault(other)).toBe(false);
    }
  });
});

describe('isKeyReusable', () => {
  it.each([
    ['VALIDATE__AMOUNT_MISSING', true],
    ['BREAKER__OPEN', true],
    ['JOURNAL__UNAVAILABLE', true],
    ['DEADLINE__EXPIRED', false],
    ['IDEMPOTENCY__REQUEST_MISMATCH', false],
    ['CONFIRM__OUTCOME_UNKNOWN', false],
    ['CONFIRM__EXPIRED', false],
    ['INTERNAL__UNEXPECTED', false],
  ] as const)('answers for %s: %s', (code, reusable) => {
    expect(isKeyReusable(code)).toBe(reusable);
  });
});
