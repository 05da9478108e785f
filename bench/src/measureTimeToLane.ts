import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateKeyPairSync } from 'node:crypto';
import { createTokenAddress, type SpanEmission, type TelemetryPort } from '@quantbot/core';
import {
  createExecutionAdapter,
  createNodePlatform,
  JUPITER_PROGRAM_ADDRESS,
  type ExecutorPlatform,
  type HttpRequest,
  type HttpResponse,
  type SqlDatabase,
} from '@quantbot/executor';
import { getAddressDecoder } from '@solana/kit';

import { buildAnswer, freshAddress } from './benchRoute.ts';
import { createInstantChain, type InstantChain } from './instantChain.ts';
import { startSignerProcess } from './startSignerProcess.ts';

/** What to measure. */
export interface TimeToLaneOptions {
  readonly trades: number;
  /** True for a token that was never traded before in every trade, false for one token in all. */
  readonly everyTokenIsNew: boolean;
  /** Whether a process of its own has the key, instead of this one. */
  readonly bySignerProcess?: boolean;
}

/** What a run measured. */
export interface TimeToLaneReport {
  readonly options: TimeToLaneOptions;
  /** Milliseconds from `execute()` to the first byte at a lane, one for each trade. */
  readonly toLaneMs: readonly number[];
  /** Milliseconds of each stage before the send, one for each trade. */
  readonly stagesMs: ReadonlyMap<string, readonly number[]>;
  /** Durable commits before the first byte, at most. */
  readonly commitsBeforeSend: number;
}

const LAMPORTS_IN = 1_000_000_000n;
const TOKENS_OUT = 2_000_000n;
const SLIPPAGE_BPS = 100;
const ROUTE = { lamportsIn: LAMPORTS_IN, tokensOut: TOKENS_OUT, slippageBps: SLIPPAGE_BPS };
const STAGES_BEFORE_SEND = ['facts', 'quote', 'build', 'simulate', 'approve', 'sign', 'journal'];

/** Trades that warm caches and compiler up and are not counted. */
const WARM_UP = 100;

interface Run {
  /** Answer of the venue for the trade under way, made beforehand. */
  quote: string;
  firstByteAtMs: number;
  commits: number;
  commitsAtSend: number;
  mint: string;
}

/**
 * Measures how long the executor itself takes from the call to the first byte on its way, with a
 * venue and a node that answer at once. Journal, disk, signing and every check are the real ones.
 */
export async function measureTimeToLane(options: TimeToLaneOptions): Promise<TimeToLaneReport> {
  const { trades, everyTokenIsNew } = options;
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-bench-'));
  const { keypairPath, wallet } = writeKey(directory);
  const chain = createInstantChain({ wallet, lamportsIn: LAMPORTS_IN, tokensOut: TOKENS_OUT });
  const run: Run = { firstByteAtMs: 0, commits: 0, commitsAtSend: 0, mint: '', quote: '' };
  const spans: SpanEmission[] = [];
  const process =
    options.bySignerProcess === true
      ? await startSignerProcess({
          directory,
          keypairPath,
          wallet,
          answer: (method, params) => chain.answerSigner(method, params),
        })
      : undefined;
  const adapter = createExecutionAdapter({
    clock: { nowMs: () => Date.now() },
    platform: instantPlatform({ chain, run }),
    telemetry: collect(spans),
    dryRun: false,
    cluster: 'sandbox',
    rpcEndpoint: 'http://node.invalid',
    jupiterEndpoint: 'http://venue.invalid',
    ...(process === undefined ? { keypairPath } : { signer: process.signer }),
    dataDirectory: join(directory, 'data'),
    allowedPrograms: [JUPITER_PROGRAM_ADDRESS],
    limits: { tradeLamportsMax: LAMPORTS_IN, solReserveLamportsMin: 0n, openTradesMax: 1_000 },
    pollIntervalMs: 10,
  });
  const toLaneMs: number[] = [];
  let commitsBeforeSend = 0;
  try {
    for (let index = 0; index < WARM_UP + trades; index += 1) {
      if (index === WARM_UP) spans.length = 0;
      await adapter.idle();
      const mint = everyTokenIsNew || run.mint === '' ? freshAddress() : run.mint;
      const quote = await buildAnswer({ ...ROUTE, wallet, mint });
      Object.assign(run, { mint, quote, firstByteAtMs: 0, commits: 0 });
      const startedAtMs = performance.now();
      const result = await adapter.execute({
        tokenAddress: createTokenAddress(run.mint),
        chain: 'solana',
        side: 'buy',
        amount: 1,
        slippageBps: SLIPPAGE_BPS,
        idempotencyKey: `bench-${index}`,
      });
      if (!result.success) throw new Error(`trade ${index}: ${result.error ?? ''}`);
      if (index < WARM_UP) continue;
      toLaneMs.push(run.firstByteAtMs - startedAtMs);
      commitsBeforeSend = Math.max(commitsBeforeSend, run.commitsAtSend);
    }
    await adapter.idle();
  } finally {
    await adapter.close();
    await process?.stop();
    rmSync(directory, { recursive: true });
  }
  return { options, toLaneMs, commitsBeforeSend, stagesMs: stagesOf(spans) };
}

function writeKey(directory: string): { readonly keypairPath: string; readonly wallet: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const address = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const keypairPath = join(directory, 'wallet.json');
  writeFileSync(keypairPath, JSON.stringify([...seed, ...address]), { mode: 0o600 });
  return { keypairPath, wallet: getAddressDecoder().decode(new Uint8Array(address)) };
}

interface PlatformInputs {
  readonly chain: InstantChain;
  readonly run: Run;
}

function instantPlatform({ chain, run }: PlatformInputs): ExecutorPlatform {
  const node = createNodePlatform();
  return {
    ...node,
    http: async (request) => {
      if (request.url.startsWith('http://venue.invalid')) {
        return ok(run.quote);
      }
      return answerNode(request, chain, run);
    },
    openDatabase: (path, options) => countCommits(node.openDatabase(path, options), run),
  };
}

function answerNode(request: HttpRequest, chain: InstantChain, run: Run): HttpResponse {
  const { id, method, params } = JSON.parse(request.body ?? '{}');
  if (method === 'sendTransaction') {
    if (run.firstByteAtMs === 0) {
      run.firstByteAtMs = performance.now();
      run.commitsAtSend = run.commits;
    }
    return ok(JSON.stringify({ jsonrpc: '2.0', id, result: chain.land(params[0], run.mint) }));
  }
  return ok(JSON.stringify({ jsonrpc: '2.0', id, result: chain.answer(method, params) }));
}

function countCommits(database: SqlDatabase, run: Run): SqlDatabase {
  return {
    ...database,
    exec: (sql) => {
      if (sql === 'COMMIT') run.commits += 1;
      database.exec(sql);
    },
  };
}

function ok(body: string): HttpResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

function collect(spans: SpanEmission[]): TelemetryPort {
  return {
    emitMetric: () => {},
    emitEvent: () => {},
    startSpan: (name, operation) => ({ name, operation, startTime: 0, status: 'ok' }),
    endSpan: () => {},
    emitSpan: (span) => {
      spans.push(span);
    },
  };
}

function stagesOf(spans: readonly SpanEmission[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    STAGES_BEFORE_SEND.map((stage) => [
      stage,
      spans.filter((span) => span.operation === stage).map((span) => span.durationMs ?? 0),
    ]),
  );
}
