import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { compareBooks, type BookedTrade } from './compareBooks.ts';
import { judgeServerLoad, measureLoad, percentile, type LoadFigures } from './judgeServerLoad.ts';
import { readBooks } from './readBooks.ts';
import { readServedTrades, type ServerAccess } from './readServedTrades.ts';
import { startLoadProcess } from './startLoadProcess.ts';
import { startModelProcess, type ModelProcess } from './startModelProcess.ts';
import {
  prepareServer,
  startServerProcess,
  type ServerGround,
  type ServerProcess,
} from './startServerProcess.ts';

/** How much to ask of the server. */
export interface ServerStressPlan {
  readonly requestsPerSecond: number;
  readonly seconds: number;
  /** Of one token a wallet has one attempt on its way at a time. */
  readonly tokens: number;
  readonly slotMs: number;
  /** When the server is killed and started again; without it, it lives. */
  readonly killAfterSeconds?: number;
}

/** What came of it. */
export interface ServerStressReport extends LoadFigures {
  readonly requests: number;
  /** How late the generator itself was, at the 99th percentile; it is part of every latency. */
  readonly generatorLatenessMsP99: number;
  /** Requests that were sent more than once. */
  readonly repeated: number;
  /** From the last answer until no trade was open. */
  readonly drainSeconds: number;
  /** From the start of the next process until it listened. */
  readonly restartSeconds?: number;
  /** Trades at their end, by status and code. */
  readonly ends: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

const P99_MS_MAX = 50;
const DEADLINE_MS = 1_500;
const DRAIN_SECONDS_MAX = 60;
const POLL_MS = 250;
const REPEAT_FOR_MS = 30_000;
/** Slots after which everything that landed is final. */
const SLOTS_UNTIL_FINAL = 40;
const VIOLATIONS_SHOWN = 20;

/** Asks a real server for trades at a steady rate, and holds what it says against the chain. */
export async function runServerStress(plan: ServerStressPlan): Promise<ServerStressReport> {
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-stress-'));
  const model = await startModelProcess({ ...plan, wallets: 1, operators: 2 });
  try {
    const ground = await prepareServer(model, directory);
    return await loadServer({ plan, model, ground });
  } finally {
    await model.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Stage {
  readonly plan: ServerStressPlan;
  readonly model: ModelProcess;
  readonly ground: ServerGround;
}

async function loadServer({ plan, model, ground }: Stage): Promise<ServerStressReport> {
  const { requestsPerSecond, seconds, killAfterSeconds } = plan;
  const isKilled = killAfterSeconds !== undefined;
  const requests = requestsPerSecond * seconds;
  let server = await startServerProcess(ground);
  const access = { url: server.url, token: ground.token };
  const load = await startLoadProcess({
    ...access,
    requestsPerSecond,
    seconds,
    mints: model.mints,
    deadlineMs: DEADLINE_MS,
    ...(isKilled ? { repeatForMs: REPEAT_FOR_MS } : {}),
  });
  try {
    let restartSeconds: number | undefined;
    if (isKilled) {
      await delay(killAfterSeconds * 1_000);
      [server, restartSeconds] = await restart(server, ground);
    }
    const { answers, latenessMs } = await load.report;
    const drainSeconds = await drain(access);
    const served = await readServedTrades(access);
    await server.stop();
    await model.advance(SLOTS_UNTIL_FINAL);
    const booked = readBooks(ground.dataDirectory, model.wallets[0]?.address ?? '');
    const drained = { requests, answers, served, booked };
    const violations = [
      ...judgeServerLoad(isKilled ? drained : { ...drained, p99MsMax: P99_MS_MAX }),
      ...compareBooks(booked, await model.truth()),
    ];
    return {
      ...measureLoad(drained),
      requests,
      generatorLatenessMsP99: percentile(
        latenessMs.toSorted((left, right) => left - right),
        0.99,
      ),
      repeated: answers.filter(({ sent }) => sent > 1).length,
      drainSeconds,
      ...(restartSeconds === undefined ? {} : { restartSeconds }),
      ends: countEnds(booked),
      violations: shorten(violations),
    };
  } finally {
    await server.kill();
    await load.stop();
  }
}

/** Without a warning, in the middle of everything, and again at the same address. */
async function restart(
  server: ServerProcess,
  ground: ServerGround,
): Promise<[ServerProcess, number]> {
  await server.kill();
  const startedAtMs = performance.now();
  const next = await startServerProcess(ground, Number(new URL(server.url).port));
  return [next, (performance.now() - startedAtMs) / 1_000];
}

/** Waits until the server calls no trade open, for a bounded time; what is open then is judged. */
async function drain(access: ServerAccess): Promise<number> {
  const startedAtMs = performance.now();
  const passed = (): number => (performance.now() - startedAtMs) / 1_000;
  while (passed() < DRAIN_SECONDS_MAX && (await readServedTrades(access, 'open')).length > 0) {
    await delay(POLL_MS);
  }
  return passed();
}

function countEnds(booked: readonly BookedTrade[]): Readonly<Record<string, number>> {
  const ends: Record<string, number> = {};
  for (const { status, errorCode } of booked) {
    const end = status === 'denied' ? `${status} ${errorCode ?? ''}` : status;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return ends;
}

function shorten(violations: readonly string[]): readonly string[] {
  const more = violations.length - VIOLATIONS_SHOWN;
  return more <= 0
    ? violations
    : [...violations.slice(0, VIOLATIONS_SHOWN), `and ${more} more like these`];
}
