import { startSandbox } from '@quantbot/sandbox';
import { expect, it } from 'vitest';

import { executeCases, type ExecutedTally } from './executedCases.ts';

/**
 * The embedded chain carries every account of its latest transactions along, and is ten times slower
 * after a few hundred. A fresh one takes a second.
 */
const CASES_PER_CHAIN = 48;
/** `npm run oracle` wants more than fits into every run of the tests. */
const CASES = Number(process.env['ORACLE_CASES'] ?? CASES_PER_CHAIN);
const TIMEOUT_MS = 1_800_000;

const CHAINS = Array.from({ length: Math.ceil(CASES / CASES_PER_CHAIN) }, (_, index) =>
  Math.min(CASES_PER_CHAIN, CASES - index * CASES_PER_CHAIN),
);

async function executeOnFreshChain(cases: number): Promise<ExecutedTally> {
  // Slow slots: a blockhash outlives a round, however busy the machine is.
  await using sandbox = await startSandbox({ slotMs: 400, walletCount: 12 });
  // Awaited here: the sandbox ends with this function.
  return await executeCases(sandbox, cases);
}

it(
  'all that is approved leaves the wallet what the trade allows: label, verdict and chain agree',
  async () => {
    expect(CASES).toBeGreaterThanOrEqual(CASES_PER_CHAIN);
    const sum: ExecutedTally = { landed: 0, failed: 0, buys: 0, sells: 0, closed: 0 };
    for (const cases of CHAINS) {
      const tally = await executeOnFreshChain(cases);
      for (const name of ['landed', 'failed', 'buys', 'sells', 'closed'] as const) {
        sum[name] += tally[name];
      }
    }
    const { landed, failed, buys, sells, closed } = sum;
    expect(landed + failed).toBe(CASES);
    for (const count of [landed, failed, buys, sells]) expect(count).toBeGreaterThan(CASES / 10);
    expect(closed).toBeGreaterThan(0);
    if (CHAINS.length > 1) process.stdout.write(`${JSON.stringify(sum)}\n`);
  },
  TIMEOUT_MS,
);
