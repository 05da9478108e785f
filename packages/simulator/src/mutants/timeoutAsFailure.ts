import type { ExecutionResult } from '@quantbot/core';

import type { Mutant } from './mutant.ts';

/** Tells whoever has waited long enough that the trade has failed. */
export const timeoutAsFailure: Mutant = {
  name: 'timeout-answered-as-failure',
  breaks: 'A wait that ends is answered as a failure.',
  breakAdapter: (adapter) => ({
    ...adapter,
    execute: async (request) => asFailure(await adapter.execute(request)),
  }),
};

function asFailure(result: ExecutionResult): ExecutionResult {
  return result.errorCode === 'CONFIRM__OUTCOME_UNKNOWN'
    ? { ...result, status: 'failed', errorCode: 'CONFIRM__EXPIRED' }
    : result;
}
