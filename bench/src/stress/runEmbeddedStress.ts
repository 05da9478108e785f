import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createTokenAddress, type ExecutionResult } from '@quantbot/core';
import {
  createExecutionAdapter,
  createNodePlatform,
  JOURNAL_FILE,
  openSqliteJournalReader,
  type ExecutionAdapter,
  type TradeRecord,
} from '@quantbot/executor';
import { createSandboxSwapDecoder, type SandboxWallet } from '@quantbot/sandbox';

import type { AskedKey } from '../crash/askedBook.ts';
import { auditAtRest } from '../crash/auditWallet.ts';
import { countBy } from '../crash/crashTally.ts';
import type { OrderedCall } from '../crash/traderOrders.ts';
import { createWalletChain, type WalletChain, type WalletOnChain } from '../crash/walletChain.ts';
import { startEmbeddedProcess, type EmbeddedProcess } from './startEmbeddedProcess.ts';
import { growthMebibytes, watchMachine, type MachineReport } from './watchMachine.ts';

/**
 * Nothing is signed after it, and what was signed by then is dead a life of a blockhash later: two
 * lives of 150 blocks of 400 ms, so that nothing is open after three.
 */
const DEADLINE_MS = 120_000;

/** How much to trade, all of it asked for at once. */
export interface EmbeddedStressPlan {
  readonly trades: number;
  readonly wallets: number;
  readonly tokens: number;
  readonly slotMs: number;
  /** Sends a second, over all wallets. */
  readonly sendsPerSecondMax: number;
}

/** What came of it. */
export interface EmbeddedStressReport extends MachineReport {
  readonly trades: number;
  readonly filled: number;
  /** Trades that ended otherwise, by their code. */
  readonly others: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Blocks from the first call to the end of the last trade, finality included. */
  readonly blocks: number;
  /** Those blocks in lives of a blockhash. */
  readonly blockhashLives: number;
  readonly rssGrowthMebibytes: number;
  readonly heapGrowthMebibytes: number;
  /** What does not hold; empty when all is well. */
  readonly violations: readonly string[];
}

const BLOCKHASH_LIFE_BLOCKS = 150;
const LIVES_MAX = 3;
/** One in so many trades is asked for twice at once, under one key. */
const ASKED_TWICE_EVERY = 10;
/** Times that a caller asks whose trade was denied for a venue or a node that did not answer. */
const ASKS_MAX = 6;
const BUY_LAMPORTS = 2_000_000;
const SELL_UNITS = 200_000_000;
/** Growth after the first quarter, in mebibytes, that is not called flat any more. */
const GROWTH_MEBIBYTES_MAX = 128;
const READS_PER_SECOND = 10_000;

/** One wallet and everything that is known about it. */
interface Trader {
  readonly wallet: string;
  readonly adapter: ExecutionAdapter;
  readonly dataDirectory: string;
  readonly start: WalletOnChain;
  readonly asked: Map<string, AskedKey>;
}

/** Asks for all trades at once, waits for the end of the last, and holds the books to the chain. */
export async function runEmbeddedStress(plan: EmbeddedStressPlan): Promise<EmbeddedStressReport> {
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-stress-'));
  const embedded = await startEmbeddedProcess(plan);
  try {
    const chain = createWalletChain(embedded.chainRpcUrl, embedded.tokens);
    const traders = await openTraders({ plan, embedded, chain, directory });
    const machine = watchMachine();
    const startedAtMs = performance.now();
    const firstHeight = await chain.blockHeight();
    await Promise.all(
      callsOf(plan, embedded).map(async (call, index) =>
        trade(call, traders[index % traders.length]),
      ),
    );
    await Promise.all(traders.map(async ({ adapter }) => adapter.idle()));
    const blocks = Number((await chain.blockHeight()) - firstHeight);
    const seconds = (performance.now() - startedAtMs) / 1_000;
    const watched = machine.report();
    await Promise.all(traders.map(async ({ adapter }) => adapter.close()));
    const trades = traders.flatMap(readTrades);
    const violations = await auditAll(chain, traders);
    return reportOf({ plan, trades, blocks, seconds, watched, violations });
  } finally {
    await embedded.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function openTraders(parts: {
  readonly plan: EmbeddedStressPlan;
  readonly embedded: EmbeddedProcess;
  readonly chain: WalletChain;
  readonly directory: string;
}): Promise<readonly Trader[]> {
  const { plan, embedded, chain, directory } = parts;
  return Promise.all(
    embedded.wallets.map(async (wallet, index): Promise<Trader> => {
      const dataDirectory = join(directory, `wallet-${index + 1}`);
      const adapter = openAdapter({ plan, embedded, wallet, dataDirectory });
      const start = await chain.read(wallet.address);
      return { wallet: wallet.address, adapter, dataDirectory, start, asked: new Map() };
    }),
  );
}

function openAdapter(parts: {
  readonly plan: EmbeddedStressPlan;
  readonly embedded: EmbeddedProcess;
  readonly wallet: SandboxWallet;
  readonly dataDirectory: string;
}): ExecutionAdapter {
  const { plan, embedded, wallet, dataDirectory } = parts;
  return createExecutionAdapter({
    clock: { nowMs: () => Date.now() },
    dryRun: false,
    cluster: 'sandbox',
    rpcEndpoint: embedded.rpcUrl,
    jupiterEndpoint: embedded.jupiterUrl,
    lanePolicy: 'rpc-only',
    // The budget is for all wallets together, and each has its share.
    rpcSendsPerSecondMax: Math.max(1, Math.floor(plan.sendsPerSecondMax / plan.wallets)),
    rpcReadsPerSecondMax: READS_PER_SECOND,
    keypairPath: wallet.keypairPath,
    dataDirectory,
    allowedPrograms: embedded.allowedPrograms,
    decoders: [createSandboxSwapDecoder()],
    allowSingleWitness: true,
    // Hundreds of quotes at once keep a chain of one thread busy.
    quoteAgeMsMax: 30_000,
    deadlineMs: DEADLINE_MS,
    slippageBps: 1_000,
    maxConsecutiveFailures: 1_000,
    limits: {
      tradeLamportsMax: 1_000_000_000n,
      solReserveLamportsMin: 10_000_000n,
      openTradesMax: 1_000,
    },
  });
}

/** Buys and sells over all tokens in turn. */
function callsOf(
  { trades, wallets }: EmbeddedStressPlan,
  { tokens }: EmbeddedProcess,
): readonly OrderedCall[] {
  return Array.from({ length: trades }, (_one, index): OrderedCall => {
    const mint = tokens[Math.floor(index / wallets) % tokens.length]?.mint ?? '';
    const base = { tokenAddress: createTokenAddress(mint), chain: 'solana' } as const;
    const idempotencyKey = `stress-${index}`;
    const isSell = Math.floor(index / wallets / tokens.length) % 2 === 1;
    const amount = isSell
      ? ({ side: 'sell', amountBaseUnits: String(SELL_UNITS + index) } as const)
      : ({ side: 'buy', amountBaseUnits: String(BUY_LAMPORTS + index) } as const);
    const copies = index % ASKED_TWICE_EVERY === 0 ? 2 : 1;
    return { request: { ...base, ...amount, idempotencyKey }, copies };
  });
}

/** Asks, and asks again under the same key as long as nothing was signed and the key may be used. */
async function trade(call: OrderedCall, trader: Trader | undefined): Promise<void> {
  if (trader === undefined) throw new Error('there is no wallet to trade with');
  const ask = async (): Promise<ExecutionResult> => trader.adapter.execute(call.request);
  const asked: AskedKey = { call, asked: 0, answers: [] };
  trader.asked.set(call.request.idempotencyKey, asked);
  let results: readonly ExecutionResult[];
  do {
    asked.asked += 1;
    results = await Promise.all(Array.from({ length: call.copies }, ask));
    asked.answers.push(...results.map((result) => ({ asked: asked.asked, result })));
  } while (asked.asked < ASKS_MAX && results.some(({ keyReusable }) => keyReusable === true));
}

async function auditAll(chain: WalletChain, traders: readonly Trader[]): Promise<string[]> {
  const violations: string[] = [];
  for (const trader of traders) {
    const { start, asked, wallet } = trader;
    const now = await chain.read(wallet);
    const trades = readTrades(trader);
    violations.push(...auditAtRest({ start, now, trades, asked, effects: new Map() }));
  }
  return violations;
}

function readTrades({ dataDirectory }: Trader): readonly TradeRecord[] {
  const path = join(dataDirectory, JOURNAL_FILE);
  const journal = openSqliteJournalReader(path, createNodePlatform());
  try {
    return journal.list({ limit: Number.MAX_SAFE_INTEGER });
  } finally {
    journal.close();
  }
}

function reportOf(parts: {
  readonly plan: EmbeddedStressPlan;
  readonly trades: readonly TradeRecord[];
  readonly blocks: number;
  readonly seconds: number;
  readonly watched: MachineReport;
  readonly violations: readonly string[];
}): EmbeddedStressReport {
  const { plan, trades, blocks, seconds, watched } = parts;
  const violations = [...parts.violations];
  const blockhashLives = blocks / BLOCKHASH_LIFE_BLOCKS;
  const rssGrowthMebibytes = growthMebibytes(watched.samples, 'rssMebibytes');
  if (trades.length !== plan.trades) {
    violations.push(`${plan.trades} trades were asked for, ${trades.length} are in the journals`);
  }
  if (blockhashLives > LIVES_MAX) {
    violations.push(`the last trade ended after ${blockhashLives.toFixed(1)} lives of a blockhash`);
  }
  if (rssGrowthMebibytes > GROWTH_MEBIBYTES_MAX) {
    violations.push(`memory grew by ${rssGrowthMebibytes.toFixed(0)} MiB after the first quarter`);
  }
  const ended = trades.map(({ status, errorCode }) => `${status} ${errorCode ?? ''}`.trim());
  return {
    ...watched,
    trades: trades.length,
    filled: ended.filter((end) => end === 'filled').length,
    others: countBy(ended.filter((end) => end !== 'filled')),
    seconds,
    blocks,
    blockhashLives,
    rssGrowthMebibytes,
    heapGrowthMebibytes: growthMebibytes(watched.samples, 'heapMebibytes'),
    violations,
  };
}
