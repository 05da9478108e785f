import { startSandbox } from '@quantbot/sandbox';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { executeCases, type ExecutedTally } from './executedCases.ts';

/**
 * The embedded chain carries every account of its latest transactions along, and is ten times slower
 * after a few hundred. A fresh one takes less than a second.
 */
const CASES_PER_CHAIN = 48;
/** Chains that run at the same time; each keeps one processor busy. */
const CHAINS_AT_ONCE = 2;
/** A blockhash lives 150 slots, which outlasts a round however busy the machine is. */
const SLOT_MS = 100;
/** `npm test` and `npm run oracle` want more of them than whoever runs a path waits for. */
const CASES = Number(process.env['ORACLE_CASES'] ?? CASES_PER_CHAIN);
/** The cases of one chain are few: drawn by any seed, every kind would not always be among them. */
const SEED = CASES === CASES_PER_CHAIN ? 1 : (fc.readConfigureGlobal().seed ?? 1);
const TIMEOUT_MS = 1_800_000;

async function executeOnFreshChain(round: Round): Promise<ExecutedTally> {
  await using sandbox = await startSandbox({ slotMs: SLOT_MS, walletCount: 12 });
  // Awaited here: the sandbox ends with this function.
  return await executeCases(sandbox, round);
}

/** What one chain executes: so many cases, drawn from this seed. */
interface Round {
  readonly count: number;
  readonly seed: number;
}

/** Takes chain after chain, each with cases of its own, until all are executed. */
async function executeAll(): Promise<readonly ExecutedTally[]> {
  const waiting = Array.from({ length: Math.ceil(CASES / CASES_PER_CHAIN) }, (_, index): Round => ({
    count: Math.min(CASES_PER_CHAIN, CASES - index * CASES_PER_CHAIN),
    seed: SEED + index,
  }));
  const tallies: ExecutedTally[] = [];
  const work = async (): Promise<void> => {
    for (let round = waiting.pop(); round !== undefined; round = waiting.pop()) {
      tallies.push(await executeOnFreshChain(round));
    }
  };
  await Promise.all(Array.from({ length: CHAINS_AT_ONCE }, work));
  return tallies;
}

it(
  'all that is approved leaves the wallet what the trade allows: label, verdict and chain agree',
  async () => {
    expect(CASES).toBeGreaterThanOrEqual(CASES_PER_CHAIN);
    const sum: ExecutedTally = { landed: 0, failed: 0, buys: 0, sells: 0, closed: 0 };
    const tallies = await executeAll();
    for (const tally of tallies) {
      for (const name of ['landed', 'failed', 'buys', 'sells', 'closed'] as const) {
        sum[name] += tally[name];
      }
    }
    const { landed, failed, buys, sells, closed } = sum;
    expect(landed + failed).toBe(CASES);
    for (const count of [landed, failed, buys, sells]) expect(count).toBeGreaterThan(CASES / 10);
    expect(closed).toBeGreaterThan(0);
    if (tallies.length > 1) process.stdout.write(`${JSON.stringify(sum)}\n`);
  },
  TIMEOUT_MS,
);
