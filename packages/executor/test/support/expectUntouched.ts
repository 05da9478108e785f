import type { ExecutionResult } from '@quantbot/core';
import { expect } from 'vitest';

import type { ChainView } from './chainView.ts';

/** Runs something that has to be refused, and checks that the wallet did not notice. */
export async function expectUntouched(
  chain: ChainView,
  run: () => Promise<ExecutionResult>,
  owner?: string,
): Promise<ExecutionResult> {
  const before = await chain.holdings(owner);
  const result = await run();
  expect(result.success).toBe(false);
  expect(result.txSignature).toBeUndefined();
  expect(await chain.holdings(owner)).toEqual(before);
  return result;
}
