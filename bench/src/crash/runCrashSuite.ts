import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { reasonOf } from '@quantbot/core';
import type { TradeRecord } from '@quantbot/executor';
import {
  startSandbox,
  type Sandbox,
  type SandboxToken,
  type SandboxWallet,
} from '@quantbot/sandbox';

import { callChain } from './callChain.ts';
import { ChainHung, watchChain } from './chainPulse.ts';
import { crashFaults, OPERATORS } from './crashFaults.ts';
import { findShortfalls } from './crashShortfalls.ts';
import {
  countTrades,
  createCrashTally,
  unmetPoints,
  type CrashTally,
  type TradeCounts,
} from './crashTally.ts';
import { runCrashWallet } from './crashWallet.ts';
import type { DeathChoice } from './deathPlans.ts';
import { fundTokens } from './fundTokens.ts';
import { movePrices, type MovablePool } from './movePrices.ts';
import { createRandomSource } from './randomSource.ts';
import type { TraderOrders } from './traderOrders.ts';
import { createWalletChain, type WalletChain } from './walletChain.ts';

/** What to do to the executor. */
export interface CrashOptions {
  /** Processes to kill. */
  readonly kills: number;
  /** Decides faults, requests and moments of death. */
  readonly seed: number;
  /** Chains side by side. */
  readonly chains: number;
  /**
   * Wallets, with a process and a directory each, that share a chain. The other chains beside it have
   * one: a chain runs everything on one thread, and what waits for it costs time and proves nothing.
   */
  readonly wallets: number;
  /** Time between two slots, milliseconds. */
  readonly slotMs: number;
  /** Milliseconds within which that has to be done. */
  readonly budgetMs: number;
}

/** What came of it. */
export interface CrashReport {
  readonly options: CrashOptions;
  readonly tally: CrashTally;
  readonly trades: TradeCounts;
  /** Faults that took effect, by the name of their rule. */
  readonly faults: Readonly<Record<string, number>>;
  readonly elapsedMs: number;
  /** What the run did not do enough of to prove anything. */
  readonly shortfalls: readonly string[];
  /** Where the journals of a failed run are; removed after a good one. */
  readonly directory: string;
}

/**
 * Kills that one chain sees. The embedded chain copies what it remembers of its blocks and its
 * transactions for every instruction that it runs: a swap costs its one thread 35 ms at first, and
 * three times that after a hundred others. A new chain takes a second, and the last trades of an old
 * one up to half a minute in which nobody is killed there.
 */
const KILLS_PER_CHAIN = 16;
/** Chains that may stop answering: that is a machine too busy, or the embedded chain, not the executor. */
const CHAINS_REPLACED_MAX = 20;
const TOKENS = 5;
/** Of the first tokens a wallet has not even an account, so that somebody pays rent. */
const TOKENS_WITHOUT_ACCOUNT = 1;
/** The prices of the last tokens move, and every wallet trades them with tight limits besides. */
const RESTLESS_TOKENS = 2;
/** Often enough for a transaction on its way, and more than any limit of a call allows. */
const PRICE_INTERVAL_MS = 400;
const PRICE_MOVE_BPS = 400n;
/** Enough deaths to meet every point that there is. */
const COVERAGE_KILLS_MIN = 300;
/** A chain without a new slot for so long stands still for good. */
const PULSE_INTERVAL_MS = 500;
const STILL_MS_MAX = 40_000;
const WALLET_LAMPORTS = 200_000_000_000n;
const TOKEN_UNITS = 1_000_000_000_000n;
/** Time between two slots that the executor's timers are made for, milliseconds. */
const REAL_SLOT_MS = 400;
/** Timers run a little slower than slots do, because a machine of two cores has much else to do. */
const PACE_ALLOWANCE = 10;

/**
 * Kills real processes that trade on an embedded chain with faults on, and checks after each that
 * the promise held.
 */
export async function runCrashSuite(options: CrashOptions): Promise<CrashReport> {
  const startedAtMs = performance.now();
  const run: SuiteRun = {
    options,
    startedAtMs,
    tally: createCrashTally(),
    directory: mkdtempSync(join(tmpdir(), 'quantbot-crash-')),
    trades: [],
    faults: {},
    chainsStarted: 0,
  };
  // Kills that went void with their chain are made up for by another one.
  while (choiceNow(run, run.tally.kills.length) !== undefined) {
    await Promise.all(Array.from({ length: options.chains }, async () => runChains(run)));
  }
  const { tally, directory, faults } = run;
  const elapsedMs = Math.round(performance.now() - startedAtMs);
  const trades = countTrades(run.trades);
  const isCovered = options.kills < COVERAGE_KILLS_MIN || unmetPoints(tally).length === 0;
  const shortfalls = findShortfalls({ options, tally, trades, elapsedMs, isCovered });
  const isGood = tally.violations.length === 0 && shortfalls.length === 0;
  if (isGood) rmSync(directory, { recursive: true });
  return { options, tally, trades, faults, elapsedMs, shortfalls, directory };
}

/** One chain after the other, until enough processes were killed here and on the chains beside it. */
async function runChains(run: SuiteRun): Promise<void> {
  const { tally } = run;
  while (choiceNow(run, tally.kills.length + tally.underway.length) !== undefined) {
    try {
      await runOneChain(run, run.chainsStarted++);
    } catch (cause) {
      if (!isHung(cause) || tally.chainsReplaced.length >= CHAINS_REPLACED_MAX) {
        tally.violations.push(describe(cause));
      }
      tally.chainsReplaced.push(describe(cause));
    }
  }
}

/** What is left to do for a run with so many kills. */
function choiceNow(run: SuiteRun, kills: number): DeathChoice | undefined {
  const { tally, options, startedAtMs } = run;
  if (tally.violations.length > 0) return undefined;
  if (performance.now() - startedAtMs >= options.budgetMs) return undefined;
  if (kills < options.kills) return 'any';
  const isCovered = options.kills < COVERAGE_KILLS_MIN || unmetPoints(tally).length === 0;
  return isCovered ? undefined : 'unmet';
}

interface SuiteRun {
  readonly options: CrashOptions;
  readonly startedAtMs: number;
  readonly tally: CrashTally;
  readonly directory: string;
  readonly trades: TradeRecord[];
  readonly faults: Record<string, number>;
  chainsStarted: number;
}

async function runOneChain(run: SuiteRun, number: number): Promise<void> {
  const { options, tally, directory } = run;
  const { slotMs, seed } = options;
  await using sandbox = await startSandbox({
    slotMs,
    walletCount: walletsOf(number, options),
    tokenCount: TOKENS,
    walletLamports: WALLET_LAMPORTS,
    operators: OPERATORS.length,
    faults: crashFaults(seed + number),
  });
  const funded = { ...sandbox, tokens: sandbox.tokens.slice(TOKENS_WITHOUT_ACCOUNT) };
  await fundTokens(funded, TOKEN_UNITS);
  const chain = createWalletChain(sandbox.chainRpcUrl, sandbox.tokens);
  const pulse = watchChain({
    slot: async () => chain.slot(),
    intervalMs: PULSE_INTERVAL_MS,
    stillMsMax: STILL_MS_MAX,
  });
  const restless = sandbox.tokens.slice(-RESTLESS_TOKENS);
  const prices = movePrices({
    pools: await Promise.all(restless.map(async (token) => poolOf(sandbox, token, chain))),
    intervalMs: PRICE_INTERVAL_MS,
    moveBps: PRICE_MOVE_BPS,
  });
  const chances = { taken: 0 };
  const wallets = sandbox.wallets.map(async (wallet, index) => {
    const own = join(directory, `chain-${number}-wallet-${index}`);
    mkdirSync(own, { mode: 0o700 });
    return runCrashWallet({
      wallet,
      directory: own,
      settings: settingsFor(sandbox, wallet, join(own, 'data')),
      pace: Math.max(1, REAL_SLOT_MS / slotMs / PACE_ALLOWANCE),
      tokens: sandbox.tokens.map((token, place) => ({
        mint: token.mint,
        sellUnitsMax: TOKEN_UNITS / 1_000n,
        isHeld: place >= TOKENS_WITHOUT_ACCOUNT,
        isRestless: restless.includes(token),
      })),
      chain,
      pulse,
      random: createRandomSource(seed, number * options.wallets + index),
      tally,
      wantsMore: () =>
        chances.taken++ < killsOf(number, options)
          ? choiceNow(run, tally.kills.length + tally.underway.length)
          : undefined,
    });
  });
  const ended = await Promise.allSettled(wallets);
  await pulse.stop();
  addFaults(run.faults, sandbox.faults.counts());
  addFaults(run.faults, { rules: { 'price moves': { applied: await prices.stop() } } });
  const reasons = ended.flatMap((end) =>
    end.status === 'rejected' ? [end.reason as unknown] : [],
  );
  // A chain that answers nobody leaves the trades of all its wallets open.
  const hung = reasons.find(isHung);
  if (hung !== undefined) throw hung;
  for (const end of ended) if (end.status === 'fulfilled') run.trades.push(...end.value);
  tally.violations.push(...reasons.map(describe));
}

/** One of the chains that are side by side is shared. */
function walletsOf(number: number, { chains, wallets }: CrashOptions): number {
  return number % chains === 0 ? wallets : 1;
}

/** The first chains end one after the other, so that later on not all of them settle at once. */
function killsOf(number: number, { chains }: CrashOptions): number {
  return number < chains ? Math.ceil((KILLS_PER_CHAIN * (number + 1)) / chains) : KILLS_PER_CHAIN;
}

function describe(cause: unknown): string {
  const isCaused = cause instanceof Error && cause.cause !== undefined;
  return isCaused ? `${cause.message} (${reasonOf(cause.cause)})` : reasonOf(cause);
}

/** Whether the chain itself, asked past every proxy, did not answer. */
function isHung(cause: unknown): boolean {
  return cause instanceof ChainHung || (cause instanceof Error && cause.name === 'TimeoutError');
}

function settingsFor(
  sandbox: Sandbox,
  { keypairPath }: SandboxWallet,
  dataDirectory: string,
): TraderOrders['settings'] {
  return {
    cluster: 'sandbox',
    rpcEndpoints: sandbox.operators.map(({ rpcUrl, label }) => ({ url: rpcUrl, operator: label })),
    wsEndpoint: sandbox.wsUrl,
    jitoEndpoint: sandbox.jitoUrl,
    jupiterEndpoint: sandbox.jupiterUrl,
    keypairPath,
    dataDirectory,
    allowedPrograms: sandbox.allowedPrograms,
    pollIntervalMs: 1_000,
    // A bundle a second is a budget for slots of 400 ms.
    jitoRequestsPerSecondMax: 20,
    rpcSendsPerSecondMax: 500,
    rpcReadsPerSecondMax: 2_000,
    // A machine that is busy with several processes takes its time, and the timers run fast.
    quoteAgeMsMax: 60_000,
    // The breaker is not what is tested here, and reverts on purpose would trip it.
    maxConsecutiveFailures: 1_000,
  };
}

/** A token's pool, whose holding is set without a transaction. */
async function poolOf(
  { chainRpcUrl }: Sandbox,
  { pool, mint, tokenProgram }: SandboxToken,
  chain: WalletChain,
): Promise<MovablePool> {
  const { units } = await chain.read(pool);
  return {
    units: units.get(mint) ?? 0n,
    hold: async (amount) => {
      const holding = { amount: Number(amount) };
      await callChain(chainRpcUrl, 'surfnet_setTokenAccount', [pool, mint, holding, tokenProgram]);
    },
  };
}

/** Faults that took effect, by the name of their rule. */
type AppliedFaults = Readonly<Record<string, { readonly applied: number }>>;

function addFaults(
  sums: Record<string, number>,
  { rules }: { readonly rules: AppliedFaults },
): void {
  for (const [name, { applied }] of Object.entries(rules)) sums[name] = (sums[name] ?? 0) + applied;
}
