import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateKeyPairSync } from 'node:crypto';
import { createTokenAddress, type TelemetryPort } from '@quantbot/core';
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

/** How a trader of a benchmark trades. */
export interface BenchTraderOptions {
  /** True for a token that was never traded before in every trade, false for one token in all. */
  readonly everyTokenIsNew: boolean;
  /** Whether a process of its own has the key, instead of this one. */
  readonly bySignerProcess?: boolean;
  /** Where telemetry goes; `undefined` measures nothing. */
  readonly telemetry: TelemetryPort | undefined;
}

/** What one trade took. */
export interface BenchTrade {
  /** Milliseconds from `execute()` to the first byte at a lane. */
  readonly toLaneMs: number;
  /** Milliseconds of processor time until the trade is final, everything of the process counted. */
  readonly cpuMs: number;
  /** Durable commits before the first byte. */
  readonly commitsBeforeSend: number;
}

/** The real adapter between a venue and a node that answer at once. */
export interface BenchTrader {
  /** Buys once and waits until it is final. */
  trade(): Promise<BenchTrade>;
  close(): Promise<void>;
}

const LAMPORTS_IN = 1_000_000_000n;
const TOKENS_OUT = 2_000_000n;
const SLIPPAGE_BPS = 100;
const ROUTE = { lamportsIn: LAMPORTS_IN, tokensOut: TOKENS_OUT, slippageBps: SLIPPAGE_BPS };

interface Run {
  /** Answer of the venue for the trade under way, made beforehand. */
  quote: string;
  firstByteAtMs: number;
  commits: number;
  commitsAtSend: number;
  mint: string;
}

/** Opens a trader with a journal of its own. Journal, disk, signing and every check are real. */
export async function openBenchTrader(options: BenchTraderOptions): Promise<BenchTrader> {
  const { everyTokenIsNew, telemetry } = options;
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-bench-'));
  const { keypairPath, wallet } = writeKey(directory);
  const chain = createInstantChain({ wallet, lamportsIn: LAMPORTS_IN, tokensOut: TOKENS_OUT });
  const run: Run = { firstByteAtMs: 0, commits: 0, commitsAtSend: 0, mint: '', quote: '' };
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
    ...(telemetry === undefined ? {} : { telemetry }),
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
  let trades = 0;
  return {
    trade: async () => {
      await adapter.idle();
      const mint = everyTokenIsNew || run.mint === '' ? freshAddress() : run.mint;
      const quote = await buildAnswer({ ...ROUTE, wallet, mint });
      Object.assign(run, { mint, quote, firstByteAtMs: 0, commits: 0 });
      trades += 1;
      const startedAtMs = performance.now();
      const cpuBefore = cpuNowMs();
      const result = await adapter.execute({
        tokenAddress: createTokenAddress(run.mint),
        chain: 'solana',
        side: 'buy',
        amount: 1,
        slippageBps: SLIPPAGE_BPS,
        idempotencyKey: `bench-${trades}`,
      });
      if (!result.success) throw new Error(`trade ${trades}: ${result.error ?? ''}`);
      await adapter.idle();
      const cpuMs = cpuNowMs() - cpuBefore;
      const { firstByteAtMs, commitsAtSend } = run;
      return { toLaneMs: firstByteAtMs - startedAtMs, cpuMs, commitsBeforeSend: commitsAtSend };
    },
    close: async () => {
      await adapter.close();
      await process?.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

function cpuNowMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
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
