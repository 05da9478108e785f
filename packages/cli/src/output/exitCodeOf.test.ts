import { describe, expect, it } from 'vitest';

import { exitCodeOf } from './exitCodeOf.ts';

describe('exitCodeOf', () => {
  it.each([
    [{ success: true }, 0],
    [{ success: true, errorCode: 'DRYRUN__SIMULATED' }, 0],
    [{ success: false }, 1],
    [{ success: false, errorCode: 'INTERNAL__UNEXPECTED' }, 1],
    [{ success: false, errorCode: 'CONFIG__LIMITS_MISSING' }, 2],
    [{ success: false, errorCode: 'MINT__NOT_FOUND' }, 3],
    [{ success: false, errorCode: 'CONFIRM__EXPIRED' }, 4],
    [{ success: false, errorCode: 'QUOTE__NO_ROUTE', status: 'failed' }, 4],
    [{ success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' }, 5],
  ] as const)('ends %o with %d', (result, status) => {
    expect(exitCodeOf(result)).toBe(status);
  });
});
