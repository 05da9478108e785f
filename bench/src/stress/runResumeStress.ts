import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  createExecutionAdapter,
  createNodePlatform,
  JOURNAL_FILE,
  openSqliteJournalReader,
} from '@quantbot/executor';
import { modelSwapDecoder } from '@quantbot/simulator';
import { createSolanaRpc } from '@solana/kit';

import { startModelProcess, type ModelProcess } from './startModelProcess.ts';
import { watchMachine, type MachineReport } from './watchMachine.ts';
import { writeSignedTrades } from './writeSignedTrades.ts';

/** How many open trades a process is to find. */
export interface ResumeStressPlan {
  readonly trades: number;
}

/** What came of it. */
export interface ResumeStressReport extends MachineReport {
  readonly trades: number;
  /** Trades at their end, by status and code. */
  readonly ends: Readonly<Record<string, number>>;
  /** From the start of the process's work until every trade has ended, chain time included. */
  readonly seconds: number;
  readonly violations: readonly string[];
}

/** Slots after which nothing signed before them lives, finality and allowance included. */
const SLOTS_UNTIL_DEAD = 300;
const SECONDS_MAX = 10;
const SLOT_MS = 400;

/** Measures how long a restart takes that finds thousands of open trades of which none landed. */
export async function runResumeStress({ trades }: ResumeStressPlan): Promise<ResumeStressReport> {
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-resume-'));
  const model = await startModelProcess({ slotMs: SLOT_MS, wallets: 1, tokens: 8, operators: 2 });
  try {
    await prepare(model, directory, trades);
    const machine = watchMachine();
    const startedAtMs = performance.now();
    const problem = await resume(model, directory);
    const seconds = (performance.now() - startedAtMs) / 1_000;
    const watched = machine.report();
    const ends = readEnds(directory);
    return {
      ...watched,
      trades,
      ends,
      seconds,
      violations: judge(ends, { trades, seconds, problem }),
    };
  } finally {
    await model.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function prepare(model: ModelProcess, directory: string, trades: number): Promise<void> {
  const [node] = model.rpc;
  const [wallet] = model.wallets;
  if (node === undefined || wallet === undefined) throw new Error('The model has neither.');
  const rpc = createSolanaRpc(node.url);
  const { context, value } = await rpc.getLatestBlockhash({ commitment: 'confirmed' }).send();
  await writeSignedTrades({
    trades,
    dataDirectory: directory,
    wallet: wallet.address,
    keypairPath: wallet.keypairPath,
    mints: model.mints,
    signedAtSlot: context.slot,
    ...value,
  });
  await model.advance(SLOTS_UNTIL_DEAD);
}

/** With the settings of the product, its budgets for calls to nodes included. */
async function resume(model: ModelProcess, dataDirectory: string): Promise<string | undefined> {
  const adapter = createExecutionAdapter({
    clock: { nowMs: () => Date.now() },
    dryRun: false,
    cluster: 'sandbox',
    rpcEndpoints: model.rpc,
    jupiterEndpoint: model.jupiterUrl,
    lanePolicy: 'rpc-only',
    keypairPath: model.wallets[0]?.keypairPath ?? '',
    dataDirectory,
    allowedPrograms: model.allowedPrograms,
    decoders: [modelSwapDecoder],
    limits: {
      tradeLamportsMax: 1_000_000_000n,
      solReserveLamportsMin: 10_000_000n,
      openTradesMax: 16,
    },
  });
  const { problem } = await adapter.resume();
  await adapter.idle();
  await adapter.close();
  return problem?.message;
}

function readEnds(directory: string): Readonly<Record<string, number>> {
  const journal = openSqliteJournalReader(join(directory, JOURNAL_FILE), createNodePlatform());
  const ends: Record<string, number> = {};
  try {
    for (const { status, errorCode } of journal.list({ limit: Number.MAX_SAFE_INTEGER })) {
      const end = `${status} ${errorCode ?? ''}`.trim();
      ends[end] = (ends[end] ?? 0) + 1;
    }
  } finally {
    journal.close();
  }
  return ends;
}

function judge(
  ends: Readonly<Record<string, number>>,
  facts: {
    readonly trades: number;
    readonly seconds: number;
    readonly problem: string | undefined;
  },
): string[] {
  const { trades, seconds, problem } = facts;
  const failed = Object.entries(ends).filter(([end]) => end.startsWith('failed '));
  const ended = failed.reduce((sum, [, count]) => sum + count, 0);
  return [
    ...(problem === undefined ? [] : [problem]),
    ...(ended === trades ? [] : [`${trades - ended} of ${trades} trades have not failed`]),
    ...(seconds <= SECONDS_MAX
      ? []
      : [`it took ${seconds.toFixed(1)} s, more than ${SECONDS_MAX}`]),
  ];
}
