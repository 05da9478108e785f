import { expect, it } from 'vitest';

import { outcomeOf } from './outcomeOf.ts';

it.each([
  [{ success: true, errorCode: 'DRYRUN__SIMULATED' }, undefined],
  [{ success: false }, undefined],
  [{ success: false, errorCode: 'QUOTE__NO_ROUTE' }, 'denied'],
  [{ success: false, errorCode: 'QUOTE__NO_ROUTE', status: 'denied' }, 'denied'],
  [{ success: false, errorCode: 'QUOTE__NO_ROUTE', status: 'failed' }, 'failed'],
  [{ success: false, errorCode: 'INTERNAL__UNEXPECTED', status: 'failed' }, 'failed'],
  [{ success: false, errorCode: 'INTERNAL__UNEXPECTED', status: 'executing' }, 'internal'],
  [{ success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN', status: 'executing' }, 'unknown'],
  [{ success: false, errorCode: 'CONFIRM__CANCELLED', status: 'cancelled' }, 'failed'],
] as const)('reads %o as %s', (result, outcome) => {
  expect(outcomeOf(result)).toBe(outcome);
});
