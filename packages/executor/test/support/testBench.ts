import { randomUUID } from 'node:crypto';

import {
  createTokenAddress,
  type AnyExecutionRequest,
  type EventEmission,
  type ExecutionResult,
  type TelemetryPort,
} from '@quantbot/core';
import {
  createExecutionAdapter,
  createNodePlatform,
  JOURNAL_FILE,
  openSqliteJournalReader,
  type ExecutionAdapter,
  type ExecutionAdapterConfig,
  type TradeHistory,
} from '@quantbot/executor';
import {
  createSandboxSwapDecoder,
  startSandbox,
  waitUntil,
  type Sandbox,
  type SandboxOptions,
} from '@quantbot/sandbox';

import { createChainView, type ChainView } from './chainView.ts';
import { WIDE_LIMITS } from './wideLimits.ts';
import { writeKeypair, type WrittenKeypair } from './writeKeypair.ts';

const SIGNED_TIMEOUT_MS = 120_000;

/** A token of the sandbox with its address as requests name it. */
export type BenchToken = Sandbox['tokens'][number] & {
  readonly tokenAddress: ReturnType<typeof createTokenAddress>;
};

/** A sandbox, and adapters on it that are closed with it. */
export interface TestBench {
  readonly sandbox: Sandbox;
  readonly chain: ChainView;
  /** SPL Token, 6 decimals. */
  readonly spark: BenchToken;
  /** Token-2022, 9 decimals. */
  readonly nova: BenchToken;
  /** Events that adapters of this bench emitted, in order. */
  readonly events: readonly EventEmission[];
  /** A data directory that nothing uses yet. */
  freshDirectory(): string;
  /** A wallet that has nothing. */
  stranger(): WrittenKeypair;
  /** Configuration of a live adapter with a directory of its own. */
  config(overrides?: Partial<ExecutionAdapterConfig>): ExecutionAdapterConfig;
  /** Opens an adapter; the bench closes it. */
  open(overrides?: Partial<ExecutionAdapterConfig>): ExecutionAdapter;
  /** Opens an adapter with this configuration and nothing else. */
  openExactly(config: ExecutionAdapterConfig): ExecutionAdapter;
  /** History of a live trade, read from the journal without owning it. */
  history(dataDirectory: string, key: string): TradeHistory;
  stop(): Promise<void>;
}

/** Starts a sandbox for one test file. */
export async function startBench(
  options: Pick<SandboxOptions, 'slotMs' | 'walletLamports' | 'operators' | 'programs'> = {},
): Promise<TestBench> {
  const sandbox = await startSandbox({ slotMs: 25, ...options });
  const adapters: ExecutionAdapter[] = [];
  const events: EventEmission[] = [];
  const [spark, nova] = sandbox.tokens.map((token): BenchToken => ({
    ...token,
    tokenAddress: createTokenAddress(token.mint),
  }));
  if (spark === undefined || nova === undefined) throw new Error('the sandbox has two tokens');
  const freshDirectory = (): string => `${sandbox.directory}/data-${randomUUID()}`;
  const config: TestBench['config'] = (overrides = {}) => ({
    clock: { nowMs: () => Date.now() },
    telemetry: collectEvents(events),
    dryRun: false,
    cluster: 'sandbox',
    rpcEndpoint: sandbox.rpcUrl,
    wsEndpoint: sandbox.wsUrl,
    jitoEndpoint: sandbox.jitoUrl,
    jupiterEndpoint: sandbox.jupiterUrl,
    keypairPath: sandbox.keypairPath,
    dataDirectory: freshDirectory(),
    allowedPrograms: sandbox.allowedPrograms,
    decoders: [createSandboxSwapDecoder()],
    allowSingleWitness: true,
    limits: WIDE_LIMITS,
    pollIntervalMs: 20,
    ...overrides,
  });
  const openExactly = (given: ExecutionAdapterConfig): ExecutionAdapter => {
    const adapter = createExecutionAdapter(given);
    adapters.push(adapter);
    return adapter;
  };
  return {
    sandbox,
    chain: createChainView(sandbox),
    spark,
    nova,
    events,
    freshDirectory,
    stranger: () => writeKeypair(`${sandbox.directory}/${randomUUID()}.json`),
    config,
    open: (overrides) => openExactly(config(overrides)),
    openExactly,
    history: readHistory,
    stop: async () => {
      await Promise.all(adapters.map(async (adapter) => adapter.close()));
      await sandbox.stop();
    },
  };
}

/** The answer, which has to be a success. */
export function succeeded(result: ExecutionResult): ExecutionResult {
  if (result.success) return result;
  throw new Error(`the trade did not succeed: ${JSON.stringify(result)}`);
}

/**
 * Asks without waiting, and answers once the trade is signed what a caller is told whose wait is
 * over: no wait of so many seconds would be long enough for every machine.
 */
export async function executeUntilSigned(
  adapter: ExecutionAdapter,
  request: AnyExecutionRequest & { readonly idempotencyKey: string },
): Promise<ExecutionResult> {
  const hasty = { ...request, waitMs: 0 };
  const first = await adapter.execute(hasty);
  await waitUntil(
    async () => (await adapter.lookup(request.idempotencyKey))?.txSignature !== undefined,
    { timeoutMs: SIGNED_TIMEOUT_MS, description: `a signature after ${JSON.stringify(first)}` },
  );
  return adapter.execute(hasty);
}

function readHistory(dataDirectory: string, key: string): TradeHistory {
  const reader = openSqliteJournalReader(`${dataDirectory}/${JOURNAL_FILE}`, createNodePlatform());
  try {
    const trade = reader.findByKey(key, 'live');
    const history = trade === undefined ? undefined : reader.history(trade.tradeId);
    if (history === undefined) throw new Error(`the journal has no trade "${key}"`);
    return history;
  } finally {
    reader.close();
  }
}

function collectEvents(events: EventEmission[]): TelemetryPort {
  return {
    emitMetric: () => undefined,
    emitEvent: (event) => {
      events.push(event);
    },
    startSpan: () => {
      throw new Error('the executor reports whole spans');
    },
    endSpan: () => undefined,
    emitSpan: () => undefined,
  };
}
