import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  createTokenAddress,
  type AnyExecutionRequest,
  type ExecutionResult,
  type TokenAddress,
} from '@quantbot/core';
import { createNodePlatform, openSqliteJournalReader } from '@quantbot/executor';
import {
  createSandboxSwapDecoder,
  startSandbox,
  waitUntil,
  type FaultPlan,
  type Sandbox,
} from '@quantbot/sandbox';
import {
  createProductionPorts,
  silentTelemetry,
  type ProductionPorts,
  type RolloutSettings,
} from '@quantbot/workflows';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { canaryBucketOf } from '../src/rollout/canaryBucket.ts';

const FILLED_TIMEOUT_MS = 60_000;
/** Lamports of one trade. */
const AMOUNT_IN = 50_000_000n;
/** A third of the pairs, nearly. */
const SHARE_BPS = 3_000;
const BY = 'ann';
const SWALLOWING: FaultPlan = {
  rules: [{ target: 'rpc', method: 'sendTransaction', action: { kind: 'swallow' } }],
};

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ slotMs: 25 });
});

afterAll(async () => {
  await sandbox.stop();
});

/** Base units of a token that the wallet holds, as a bystander sees it. */
async function unitsOf(mint: string): Promise<bigint> {
  const parameters = [
    sandbox.wallet,
    { mint },
    { encoding: 'jsonParsed', commitment: 'processed' },
  ];
  const found = (await ask('getTokenAccountsByOwner', parameters)) as {
    value: Array<{
      account: { data: { parsed: { info: { tokenAmount: { amount: string } } } } };
    }>;
  };
  return found.value.reduce(
    (sum, { account }) => sum + BigInt(account.data.parsed.info.tokenAmount.amount),
    0n,
  );
}

async function lamports(): Promise<number> {
  const { value } = (await ask('getBalance', [sandbox.wallet])) as { value: number };
  return value;
}

async function ask(method: string, params: unknown): Promise<unknown> {
  const response = await fetch(sandbox.chainRpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const { result } = (await response.json()) as { result: unknown };
  return result;
}

interface Scene {
  readonly directory: string;
  readonly token: TokenAddress;
  /** Opens ports as a process of its own would; the test closes them. */
  open(env?: Readonly<Record<string, string>>): Promise<ProductionPorts>;
}

/** A data directory of its own and the rules of its rollout. */
function scene(rollout: RolloutSettings, symbol = 'SPARK'): Scene {
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

function buy({ token }: Scene, key: string, more: Partial<AnyExecutionRequest> = {}) {
  return {
    tokenAddress: token,
    chain: 'solana',
    side: 'buy',
    amountBaseUnits: String(AMOUNT_IN),
    idempotencyKey: key,
    lanePolicy: 'rpc-only',
    ...more,
  } as AnyExecutionRequest;
}

function sellAll({ token }: Scene, key: string): AnyExecutionRequest {
  return {
    tokenAddress: token,
    chain: 'solana',
    side: 'sell',
    sellPortionBps: 10_000,
    idempotencyKey: key,
    lanePolicy: 'rpc-only',
  };
}

function isReal({ txSignature = '', success }: ExecutionResult): boolean {
  return success && !txSignature.startsWith('dry-run-');
}

/** Waits until the journal has the trade final, so that it is read by whoever decides next. */
async function filled({ directory }: Scene, key: string): Promise<void> {
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

describe('what was bought really', () => {
  it('is sold really after a step-down: the chain has none of it left', async () => {
    const here = scene({ consecutiveFailuresMax: 1 });
    const ports = await here.open();
    await ports.rollout.move('back', { to: 'canary', reason: 'careful', by: BY });
    await ports.rollout.move('advance', { reason: 'it does well', by: BY });
    expect(isReal(await ports.execution.execute(buy(here, 'in')))).toBe(true);
    await filled(here, 'in');
    expect(await unitsOf(here.token)).toBeGreaterThan(0n);
    // A node that takes what it is sent and passes nothing on: the trade is proven dead.
    sandbox.faults.apply(SWALLOWING);
    const lost = await ports.execution.execute(buy(here, 'lost', { maxRetries: 0 }));
    sandbox.faults.clear();
    expect(lost).toMatchObject({ success: false, errorCode: 'CONFIRM__EXPIRED' });

    const entry = await ports.execution.execute(buy(here, 'in-again'));
    expect(entry).toMatchObject({ success: true, simulated: true });
    await waitUntil(async () => (await ports.rollout.status()).steppedDown?.isReduced === true, {
      timeoutMs: FILLED_TIMEOUT_MS,
      description: 'the real side reducing',
    });
    const { stage, steppedDown } = await ports.rollout.status();
    expect(stage).toBe('live');
    expect(steppedDown?.reason).toContain('real trades that failed one after another: 1');
    const exit = await ports.execution.execute(sellAll(here, 'out'));
    expect(isReal(exit)).toBe(true);
    await filled(here, 'out');
    expect(await unitsOf(here.token)).toBe(0n);

    await ports.rollout.move('advance', { reason: 'the node is replaced', by: BY });
    expect(isReal(await ports.execution.execute(buy(here, 'in-anew')))).toBe(true);
    await filled(here, 'in-anew');
    await ports.execution.execute(sellAll(here, 'out-anew'));
    await filled(here, 'out-anew');
  });

  it('is sold really with the environment gone back to the stub', async () => {
    const here = scene({});
    const before = await here.open();
    expect(isReal(await before.execution.execute(buy(here, 'in')))).toBe(true);
    await filled(here, 'in');
    await before.close();
    const ports = await here.open({ EXECUTION_ADAPTER: 'stub' });
    expect((await ports.execution.execute(buy(here, 'in-2'))).errorCode).toBe(
      'STUB__LIVE_NOT_IMPLEMENTED',
    );
    // The key that bought it is answered with its own trade.
    expect(await ports.execution.execute(buy(here, 'in'))).toMatchObject({ deduplicated: true });
    expect(isReal(await ports.execution.execute(sellAll(here, 'out')))).toBe(true);
    await filled(here, 'out');
    expect(await unitsOf(here.token)).toBe(0n);
    // Nothing is held any more, and the next sell is the stub's again.
    expect((await ports.execution.execute(sellAll(here, 'out-2'))).errorCode).toBe(
      'STUB__LIVE_NOT_IMPLEMENTED',
    );
  });

  it('is only rehearsed to be sold in dry-run, at every stage', async () => {
    const here = scene({});
    const live = await here.open();
    expect(isReal(await live.execution.execute(buy(here, 'in')))).toBe(true);
    await filled(here, 'in');
    await live.rollout.move('back', { to: 'shadow', reason: 'careful', by: BY });
    await live.close();
    const held = await unitsOf(here.token);
    const dry = await here.open({ EXECUTION_DRY_RUN: 'true' });
    const rehearsed = await dry.execution.execute(sellAll(here, 'out'));
    expect(rehearsed).toMatchObject({ success: true, dryRun: true });
    expect(rehearsed).not.toHaveProperty('simulated');
    expect(await unitsOf(here.token)).toBe(held);
    await dry.close();
    const again = await here.open();
    expect(isReal(await again.execution.execute(sellAll(here, 'out')))).toBe(true);
    await filled(here, 'out');
    expect(await unitsOf(here.token)).toBe(0n);
  });
});

describe('a shadow', () => {
  it('leaves the wallet as it was, and tells what it would have done', async () => {
    const here = scene({});
    const ports = await here.open({ EXECUTION_STAGE: 'shadow' });
    const before = [await lamports(), await unitsOf(here.token)];
    const bought = await ports.execution.execute(buy(here, 'a'));
    const sold = await ports.execution.execute(
      buy(here, 'b', { side: 'sell', amountBaseUnits: '5000000' }),
    );
    for (const result of [bought, sold]) expect(result).toMatchObject({ simulated: true });
    await waitUntil(async () => (await ports.rollout.status()).shadow.trades === 2, {
      timeoutMs: FILLED_TIMEOUT_MS,
      description: 'both comparisons',
    });
    const { shadow } = await ports.rollout.status();
    expect(shadow).toMatchObject({ bothTraded: 1, refusals: { WALLET__TOKEN_BELOW_REQUIRED: 1 } });
    const comparison = shadow.differences.find(({ key }) => key === 'a');
    expect(comparison?.real.priceText).toMatch(/^0\.\d+$/u);
    expect(comparison?.stub.priceText).toBe('0.001');
    expect(comparison?.priceDifferenceBps).toBeTypeOf('number');
    expect(comparison?.costDifferenceLamports).toBeGreaterThan(0);
    expect([await lamports(), await unitsOf(here.token)]).toEqual(before);
    // Its journal is its own: nothing of it is among the real side's trades.
    expect(existsSync(join(here.directory, 'journal.sqlite'))).toBe(false);
    expect(existsSync(join(here.directory, 'shadow', 'journal.sqlite'))).toBe(true);
    rmSync(join(here.directory, 'shadow'), { recursive: true });
  });
});

/** Names of strategies whose bucket with the token is such. */
function strategiesOf(
  { token }: Scene,
  isSuch: (bucket: number) => boolean,
  count: number,
): readonly string[] {
  const names = Array.from({ length: 400 }, (_, index) => `strategy-${index}`);
  const found = names.filter((strategyId) =>
    isSuch(canaryBucketOf({ strategyId, tokenAddress: token })),
  );
  expect(found.length).toBeGreaterThanOrEqual(count);
  return found.slice(0, count);
}

describe('a canary', () => {
  it('trades really for the share of strategies that it names, up to its cap', async () => {
    const here = scene({ canaryShareBps: SHARE_BPS, canaryLamportsMax: String(AMOUNT_IN) });
    const ports = await here.open({ EXECUTION_STAGE: 'canary' });
    // The mint is new in every run and the share with it; some are chosen that are in it, some not.
    const inside = strategiesOf(here, (bucket) => bucket < SHARE_BPS, 5);
    const outside = strategiesOf(here, (bucket) => bucket >= SHARE_BPS, 10);
    for (const strategyId of [...inside, ...outside]) {
      const result = await ports.execution.execute(
        buy(here, `in-${strategyId}`, { strategyId, amountBaseUnits: '1000000' }),
      );
      expect(result.success, JSON.stringify(result)).toBe(true);
      expect(isReal(result), strategyId).toBe(inside.includes(strategyId));
    }
    await waitUntil(async () => (await ports.rollout.status()).shadow.trades > 0, {
      timeoutMs: FILLED_TIMEOUT_MS,
      description: 'a comparison of those outside',
    });
    const above = buy(here, 'above', {
      strategyId: inside[0] ?? '',
      amountBaseUnits: String(AMOUNT_IN + 1n),
    });
    expect(isReal(await ports.execution.execute(above))).toBe(false);
    const exit = await ports.execution.execute(sellAll(here, 'out'));
    expect(isReal(exit)).toBe(true);
    await filled(here, 'out');
    expect(await unitsOf(here.token)).toBe(0n);
  });
});
