import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createTokenAddress, type ExecutionResult } from '@quantbot/core';

import { compareBooks, type BookedTrade } from './compareBooks.ts';
import { openTraders, type StressTrader } from './openTraders.ts';
import { readBooks } from './readBooks.ts';
import { startModelProcess, type ModelProcess } from './startModelProcess.ts';
import { growthMebibytes, watchMachine, type MachineReport } from './watchMachine.ts';

/** How much to trade. */
export interface ModelStressPlan {
  readonly trades: number;
  readonly wallets: number;
  readonly tokens: number;
  readonly slotMs: number;
}

/** What came of it. */
export interface ModelStressReport extends MachineReport {
  readonly trades: number;
  readonly filled: number;
  /** Trades that ended otherwise, by their code. */
  readonly others: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly tradesPerSecond: number;
  readonly rssGrowthMebibytes: number;
  readonly heapGrowthMebibytes: number;
  /** What does not hold; empty when all is well. */
  readonly violations: readonly string[];
}

/** One in so many trades is asked for twice at once, under one key. */
const ASKED_TWICE_EVERY = 10;
/** One in so many trades of a token sells what the ones before it bought. */
const SELL_EVERY = 4;
/** On a busy machine a quote may be too old to be signed; then the same key is asked for again. */
const TRIES_MAX = 20;
const BUY_SOL = 0.001;
const SELL_UNITS = '1000000';

/** Growth after the first quarter, in mebibytes, that is not called flat any more. */
const GROWTH_MEBIBYTES_MAX = 128;

/** Trades by the real executor on the model chain over HTTP, and holds the books against it. */
export async function runModelStress(plan: ModelStressPlan): Promise<ModelStressReport> {
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-stress-'));
  const model = await startModelProcess({ ...plan, operators: 2 });
  try {
    const traders = openTraders(model, directory);
    const machine = watchMachine();
    const startedAtMs = performance.now();
    const results = await tradeAll(plan, model, traders);
    const seconds = (performance.now() - startedAtMs) / 1_000;
    await Promise.all(traders.map(async ({ adapter }) => adapter.idle()));
    const watched = machine.report();
    await Promise.all(traders.map(async ({ adapter }) => adapter.close()));
    const books = traders.flatMap(({ dataDirectory, wallet }) => readBooks(dataDirectory, wallet));
    const violations = [...results.violations, ...compareBooks(books, await model.truth())];
    return reportOf({ plan, books, seconds, watched, violations });
  } finally {
    await model.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Every wallet trades every token, one trade of a token after the other, as the executor does. */
async function tradeAll(
  { trades, wallets, tokens }: ModelStressPlan,
  model: ModelProcess,
  traders: readonly StressTrader[],
): Promise<{ violations: string[] }> {
  const violations: string[] = [];
  const lines = wallets * tokens;
  await Promise.all(
    Array.from({ length: lines }, async (_one, line) => {
      const trader = traders[line % wallets];
      const mint = model.mints[Math.floor(line / wallets)];
      if (trader === undefined || mint === undefined) throw new Error('there are fewer of them');
      const count = Math.floor(trades / lines) + (line < trades % lines ? 1 : 0);
      for (let number = 0; number < count; number += 1) {
        violations.push(...(await tradeOnce(trader, { mint, line, number })));
      }
    }),
  );
  return { violations };
}

async function tradeOnce(
  { adapter }: StressTrader,
  { mint, line, number }: { readonly mint: string; readonly line: number; readonly number: number },
): Promise<readonly string[]> {
  const idempotencyKey = `stress-${line}-${number}`;
  const base = { tokenAddress: createTokenAddress(mint), chain: 'solana', idempotencyKey } as const;
  const isSell = number % SELL_EVERY === SELL_EVERY - 1;
  const execute = async (): Promise<ExecutionResult> =>
    isSell
      ? adapter.execute({ ...base, side: 'sell', amountBaseUnits: SELL_UNITS })
      : adapter.execute({ ...base, side: 'buy', amount: BUY_SOL });
  const ask = async (): Promise<ExecutionResult> => {
    let result = await execute();
    for (let tries = 1; result.keyReusable === true && tries < TRIES_MAX; tries += 1) {
      result = await execute();
    }
    return result;
  };
  const isAskedTwice = number % ASKED_TWICE_EVERY === 0;
  const [first, second] = await Promise.all([ask(), ...(isAskedTwice ? [ask()] : [])]);
  return second === undefined || second.txSignature === first?.txSignature
    ? []
    : [`${idempotencyKey} was answered with ${first?.txSignature} and ${second.txSignature}`];
}

function reportOf(parts: {
  readonly plan: ModelStressPlan;
  readonly books: readonly BookedTrade[];
  readonly seconds: number;
  readonly watched: MachineReport;
  readonly violations: readonly string[];
}): ModelStressReport {
  const { plan, books, seconds, watched } = parts;
  const others: Record<string, number> = {};
  for (const { status } of books) {
    if (status !== 'filled') others[status] = (others[status] ?? 0) + 1;
  }
  const filled = books.filter(({ status }) => status === 'filled').length;
  const rssGrowthMebibytes = growthMebibytes(watched.samples, 'rssMebibytes');
  const violations = [...parts.violations];
  if (books.length !== plan.trades) {
    violations.push(`${plan.trades} trades were asked for and ${books.length} are in the journals`);
  }
  if (rssGrowthMebibytes > GROWTH_MEBIBYTES_MAX) {
    violations.push(`memory grew by ${rssGrowthMebibytes.toFixed(0)} MiB after the first quarter`);
  }
  return {
    ...watched,
    trades: books.length,
    filled,
    others,
    seconds,
    tradesPerSecond: books.length / seconds,
    rssGrowthMebibytes,
    heapGrowthMebibytes: growthMebibytes(watched.samples, 'heapMebibytes'),
    violations,
  };
}
