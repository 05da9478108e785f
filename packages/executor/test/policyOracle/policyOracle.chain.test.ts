import { startSandbox, type Sandbox } from '@quantbot/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { executeCases } from './executedCases.ts';

const CASES = 48;

let sandbox: Sandbox;

beforeAll(async () => {
  // Slow slots: a blockhash outlives a round, however busy the machine is.
  sandbox = await startSandbox({ slotMs: 400, walletCount: 12 });
});
afterAll(() => sandbox.stop());

it('all that is approved leaves the wallet what the trade allows: label, verdict and chain agree', async () => {
  const { landed, failed, buys, sells, closed } = await executeCases(sandbox, CASES);
  expect(landed + failed).toBe(CASES);
  for (const count of [landed, failed, buys, sells]) expect(count).toBeGreaterThan(CASES / 10);
  expect(closed).toBeGreaterThan(0);
}, 600_000);
