import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  createTokenAddress,
  type AnyExecutionRequest,
  type ExecutionResult,
  type TokenAddress,
} from '@quantbot/core';
import { createNodePlatform, openSqliteJournalReader } from '@quantbot/executor';
import { createSandboxSwapDecoder, waitUntil, type Sandbox } from '@quantbot/sandbox';
import {
  createProductionPorts,
  silentTelemetry,
  type ProductionPorts,
  type RolloutSettings,
} from '@quantbot/workflows';
import { onTestFinished } from 'vitest';

const FILLED_TIMEOUT_MS = 120_000;
/** Lamports of one trade. */
export const AMOUNT_IN = 50_000_000n;

/** A data directory of its own and the rules of its rollout. */
export interface RolloutScene {
  readonly directory: string;
  readonly token: TokenAddress;
  /** Environment of a process that trades here for real. */
  readonly env: Readonly<Record<string, string>>;
  /** Opens ports as a process of its own would; the test closes them. */
  open(env?: Readonly<Record<string, string>>): Promise<ProductionPorts>;
}

/** Makes a scene on a sandbox. */
export function createRolloutScene(
  sandbox: Sandbox,
  rollout: RolloutSettings,
  symbol = 'SPARK',
): RolloutScene {
  const directory = join(sandbox.directory, `rollout-${randomUUID()}`);
  const found = sandbox.tokens.find((token) => token.symbol === symbol);
  if (found === undefined) throw new Error(`the sandbox has no token ${symbol}`);
  const settings: object = JSON.parse(readFileSync(sandbox.configPath, 'utf8'));
  const configPath = join(sandbox.directory, `rollout-${randomUUID()}.json`);
  // A machine with six times the load takes seconds from a quote to its signature.
  const patience = { pollIntervalMs: 20, quoteAgeMsMax: 60_000 };
  writeFileSync(configPath, JSON.stringify({ ...settings, ...patience, rollout }));
  const base = {
    EXECUTION_ADAPTER: 'real',
    EXECUTION_DRY_RUN: 'false',
    EXECUTION_CONFIG: configPath,
    EXECUTION_CLUSTER: 'sandbox',
    EXECUTION_DATA_DIR: directory,
    EXECUTION_KEYPAIR_PATH: sandbox.keypairPath,
    EXECUTION_ALLOWED_PROGRAMS: sandbox.allowedPrograms.join(','),
    SOLANA_RPC_URL: sandbox.rpcUrl,
    SOLANA_WS_URL: sandbox.wsUrl,
    JUPITER_API_URL: sandbox.jupiterUrl,
    JITO_BLOCK_ENGINE_URL: sandbox.jitoUrl,
  };
  return {
    directory,
    token: createTokenAddress(found.mint),
    env: base,
    open: async (env = {}) => {
      const ports = await createProductionPorts(':memory:', {
        env: { ...base, ...env },
        decoders: [createSandboxSwapDecoder()],
        telemetry: silentTelemetry,
      });
      onTestFinished(async () => ports.close());
      return ports;
    },
  };
}

/** A buy of the scene's token under a key. */
export function buy(
  { token }: RolloutScene,
  key: string,
  more: Partial<AnyExecutionRequest> = {},
): AnyExecutionRequest {
  return {
    tokenAddress: token,
    chain: 'solana',
    side: 'buy',
    amountBaseUnits: String(AMOUNT_IN),
    idempotencyKey: key,
    lanePolicy: 'rpc-only',
    ...more,
  };
}

/** A sell of everything that the wallet holds of the scene's token. */
export function sellAll({ token }: RolloutScene, key: string): AnyExecutionRequest {
  return {
    tokenAddress: token,
    chain: 'solana',
    side: 'sell',
    sellPortionBps: 10_000,
    idempotencyKey: key,
    lanePolicy: 'rpc-only',
  };
}

/** Whether money moved. */
export function isReal({ txSignature = '', success }: ExecutionResult): boolean {
  return success && !txSignature.startsWith('dry-run-');
}

/** Waits until the journal has the trade final, so that it is read by whoever decides next. */
export async function filled({ directory }: RolloutScene, key: string): Promise<void> {
  const reader = openSqliteJournalReader(`${directory}/journal.sqlite`, createNodePlatform());
  try {
    await waitUntil(async () => reader.findByKey(key, 'live')?.status === 'filled', {
      timeoutMs: FILLED_TIMEOUT_MS,
      description: `trade ${key} filled`,
    });
  } finally {
    reader.close();
  }
}

/** Base units of a token that the wallet holds, as a bystander sees it. */
export async function unitsOf(sandbox: Sandbox, mint: string): Promise<bigint> {
  const parameters = [
    sandbox.wallet,
    { mint },
    { encoding: 'jsonParsed', commitment: 'processed' },
  ];
  const found = (await askChain(sandbox, 'getTokenAccountsByOwner', parameters)) as {
    value: Array<{
      account: { data: { parsed: { info: { tokenAmount: { amount: string } } } } };
    }>;
  };
  return found.value.reduce(
    (sum, { account }) => sum + BigInt(account.data.parsed.info.tokenAmount.amount),
    0n,
  );
}

/** Lamports of the wallet, as a bystander sees them. */
export async function lamportsOf(sandbox: Sandbox): Promise<number> {
  const { value } = (await askChain(sandbox, 'getBalance', [sandbox.wallet])) as { value: number };
  return value;
}

/** Transactions that ever named the wallet. */
export async function signaturesOf(sandbox: Sandbox): Promise<number> {
  const found = (await askChain(sandbox, 'getSignaturesForAddress', [sandbox.wallet])) as unknown[];
  return found.length;
}

async function askChain(sandbox: Sandbox, method: string, params: unknown): Promise<unknown> {
  const response = await fetch(sandbox.chainRpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const { result } = (await response.json()) as { result: unknown };
  return result;
}
