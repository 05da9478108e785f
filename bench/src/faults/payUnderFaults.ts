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
import { createSandboxSwapDecoder, startSandbox, type Sandbox } from '@quantbot/sandbox';

import { meaningOf } from '../crash/askedBook.ts';
import { createWalletChain, type WalletOnChain } from '../crash/walletChain.ts';
import { networkFaults, type NetworkPlan } from './networkPlans.ts';

/** What to run. */
export interface PayOptions {
  readonly plan: NetworkPlan;
  readonly trades: number;
  /** Trades under way at the same time, each of a token of its own. */
  readonly atOnce: number;
  readonly seed: number;
  readonly slotMs: number;
}

/** One trade: what its caller was told in the end, and what the chain has of it. */
export interface PaidTrade {
  readonly told: ReturnType<typeof meaningOf>;
  /** Transactions of this trade that ran. */
  readonly timesPaid: number;
  /** Milliseconds until the caller's last answer. */
  readonly answeredMs: number;
}

/** What came of it. */
export interface PayReport {
  readonly options: PayOptions;
  readonly trades: readonly PaidTrade[];
  /** Transactions on chain that no journal has. */
  readonly strangers: number;
  readonly faultsApplied: number;
  readonly seconds: number;
}

const BUY_LAMPORTS = '2000000';
const DEADLINE_MS = 60_000;
const WAIT_MS = 90_000;
/** A bot asks again after an error, under the same key. */
const CALLS_MAX = 4;

/** Trades through a network with faults, as a bot does that asks again after an error. */
export async function payUnderFaults(options: PayOptions): Promise<PayReport> {
  const { plan, seed, slotMs, atOnce } = options;
  await using sandbox = await startSandbox({
    slotMs,
    tokenCount: atOnce,
    faults: networkFaults(plan, seed),
  });
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-faults-'));
  const adapter = openAdapter(sandbox, directory);
  const startedAtMs = performance.now();
  try {
    const answers = await tradeAll(options, adapter, sandbox);
    await adapter.idle();
    const seconds = (performance.now() - startedAtMs) / 1_000;
    const chain = createWalletChain(sandbox.chainRpcUrl, sandbox.tokens);
    const now = await chain.read(sandbox.wallet);
    return {
      options,
      ...compare(answers, readTrades(directory), now),
      faultsApplied: sandbox.faults.counts().applied,
      seconds,
    };
  } finally {
    await adapter.close();
    rmSync(directory, { recursive: true });
  }
}

function openAdapter(sandbox: Sandbox, dataDirectory: string): ExecutionAdapter {
  return createExecutionAdapter({
    clock: { nowMs: () => Date.now() },
    dryRun: false,
    cluster: 'sandbox',
    rpcEndpoint: sandbox.rpcUrl,
    wsEndpoint: sandbox.wsUrl,
    jupiterEndpoint: sandbox.jupiterUrl,
    lanePolicy: 'rpc-only',
    keypairPath: sandbox.keypairPath,
    dataDirectory,
    allowedPrograms: sandbox.allowedPrograms,
    decoders: [createSandboxSwapDecoder()],
    allowSingleWitness: true,
    maxConsecutiveFailures: 1_000,
    limits: {
      tradeLamportsMax: 1_000_000_000n,
      solReserveLamportsMin: 10_000_000n,
      openTradesMax: 64,
    },
  });
}

interface Answered {
  readonly key: string;
  readonly result: ExecutionResult;
  readonly answeredMs: number;
}

async function tradeAll(
  { trades, atOnce }: PayOptions,
  adapter: ExecutionAdapter,
  { tokens }: Sandbox,
): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  const lines = tokens.slice(0, atOnce).map(async ({ mint }, line) => {
    for (let number = line; number < trades; number += atOnce) {
      answers.push(await tradeOnce(adapter, mint, `pay-${number}`));
    }
  });
  await Promise.all(lines);
  return answers;
}

async function tradeOnce(adapter: ExecutionAdapter, mint: string, key: string): Promise<Answered> {
  const startedAtMs = performance.now();
  const ask = async (): Promise<ExecutionResult> =>
    adapter.execute({
      tokenAddress: createTokenAddress(mint),
      chain: 'solana',
      side: 'buy',
      amountBaseUnits: BUY_LAMPORTS,
      slippageBps: 1_000,
      idempotencyKey: key,
      deadlineMs: DEADLINE_MS,
      waitMs: WAIT_MS,
    });
  let result = await ask();
  for (let calls = 1; calls < CALLS_MAX && !result.success; calls += 1) result = await ask();
  return { key, result, answeredMs: performance.now() - startedAtMs };
}

/** Holds what callers were told against what the chain has. */
export function compare(
  answers: readonly Answered[],
  records: ReadonlyArray<Pick<TradeRecord, 'key' | 'attempts'>>,
  { transactions }: Pick<WalletOnChain, 'transactions'>,
): Pick<PayReport, 'trades' | 'strangers'> {
  const byKey = new Map(records.map(({ key, attempts }) => [key, attempts]));
  const known = new Set(records.flatMap(({ attempts }) => attempts.map((one) => one.signature)));
  const ran = [...transactions].filter(([, how]) => how === 'ran').map(([signature]) => signature);
  return {
    trades: answers.map(({ key, result, answeredMs }) => ({
      told: meaningOf(result),
      timesPaid: (byKey.get(key) ?? []).filter(
        ({ signature }) => transactions.get(signature) === 'ran',
      ).length,
      answeredMs,
    })),
    strangers: ran.filter((signature) => !known.has(signature)).length,
  };
}

function readTrades(directory: string): readonly TradeRecord[] {
  const journal = openSqliteJournalReader(join(directory, JOURNAL_FILE), createNodePlatform());
  try {
    return journal.list({ limit: Number.MAX_SAFE_INTEGER });
  } finally {
    journal.close();
  }
}
