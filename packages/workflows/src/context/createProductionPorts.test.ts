import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  createTokenAddress,
  ExecutionError,
  isExecutionError,
  type ExecutionRequest,
  type SwapDecoder,
} from '@quantbot/core';
import type { ExecutionAdapterConfig } from '@quantbot/executor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createManualClock } from '../testing/manualClock.ts';
import { createRecordingTelemetry } from '../testing/recordingTelemetry.ts';
import {
  createProductionPorts,
  type ClosableExecution,
  type ProductionPortsOptions,
} from './createProductionPorts.ts';

const request: ExecutionRequest = {
  tokenAddress: createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  chain: 'solana',
  side: 'buy',
  amount: 1,
};

/** Options whose real adapter is a note of how it was made. */
function createOptions(env: Record<string, string>) {
  const configs: ExecutionAdapterConfig[] = [];
  const closed: string[] = [];
  const telemetry = createRecordingTelemetry();
  const adapter: ClosableExecution = {
    execute: () => Promise.resolve({ success: true, txSignature: 'real' }),
    isAvailable: () => Promise.resolve(true),
    close: () => void closed.push('adapter'),
  };
  const options = {
    env,
    telemetry,
    clock: createManualClock(),
    readFile: (path: string) => {
      throw new Error(`${path} is not to be read`);
    },
    createAdapter: (config: ExecutionAdapterConfig) => {
      configs.push(config);
      return adapter;
    },
  } satisfies ProductionPortsOptions;
  return { options, configs, closed, telemetry };
}

describe('the stub', () => {
  it('is what answers by default', async () => {
    const { options, configs } = createOptions({});
    const ports = await createProductionPorts(':memory:', options);
    const result = await ports.execution.execute(request);
    expect(result).toMatchObject({ success: true, simulated: true, dryRun: true });
    expect(configs).toEqual([]);
    expect(ports.clock).toBe(options.clock);
    expect(await ports.state.isAvailable()).toBe(true);
    await ports.close();
    expect(await ports.state.isAvailable()).toBe(false);
  });

  it('refuses to trade when it is told to, and a warning says so at the start', async () => {
    const { options, telemetry } = createOptions({ EXECUTION_DRY_RUN: 'false' });
    const ports = await createProductionPorts(':memory:', options);
    expect(telemetry.events.map(({ name, level }) => `${level} ${name}`)).toEqual([
      'warn environment.warning',
    ]);
    const result = await ports.execution.execute(request);
    expect(result.errorCode).toBe('STUB__LIVE_NOT_IMPLEMENTED');
    await ports.close();
  });
});

describe('the real adapter', () => {
  it('is made in dry-run with the settings of the environment', async () => {
    const decoder = { name: 'd', programAddress: 'p' } as SwapDecoder;
    const { options, configs, closed, telemetry } = createOptions({
      EXECUTION_ADAPTER: 'real',
      SOLANA_RPC_URL: 'http://127.0.0.1:8899',
      JUPITER_API_KEY: 'secret',
    });
    const ports = await createProductionPorts(':memory:', { ...options, decoders: [decoder] });
    expect(configs).toEqual([
      {
        clock: options.clock,
        telemetry,
        dryRun: true,
        rpcEndpoints: [{ url: 'http://127.0.0.1:8899' }],
        jupiterApiKey: 'secret',
        decoders: [decoder],
        entryGuard: expect.any(Function) as unknown,
      },
    ]);
    expect((await ports.execution.execute(request)).txSignature).toBe('real');
    await ports.close();
    expect(closed).toEqual(['adapter']);
  });

  it('is live for the one text in the environment', async () => {
    const { options, configs } = createOptions({
      USE_REAL_EXECUTION: 'true',
      EXECUTION_DRY_RUN: 'false',
    });
    await (await createProductionPorts(':memory:', options)).close();
    expect(configs.map(({ dryRun }) => dryRun)).toEqual([false]);
  });

  it('takes the file, over which the environment wins', async () => {
    const { options, configs } = createOptions({
      EXECUTION_ADAPTER: 'real',
      EXECUTION_CONFIG: 'bot.json',
      EXECUTION_CLUSTER: 'devnet',
    });
    const readFile = (): string => '{"cluster": "testnet", "slippageBps": 50}';
    await (await createProductionPorts(':memory:', { ...options, readFile })).close();
    expect(configs).toMatchObject([{ cluster: 'devnet', slippageBps: 50 }]);
  });

  it('cannot be made live by the file', async () => {
    const { options, configs } = createOptions({
      EXECUTION_ADAPTER: 'real',
      EXECUTION_CONFIG: 'bot.json',
    });
    const readFile = (): string => '{"dryRun": false}';
    const cause = await failure(createProductionPorts(':memory:', { ...options, readFile }));
    expect(isExecutionError(cause, 'CONFIG__FIELD_UNKNOWN')).toBe(true);
    expect(configs).toEqual([]);
  });
});

describe('a rollout', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ports-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('rehearses beside the stub without the key, in a directory of its own', async () => {
    const { options, configs } = createOptions({
      EXECUTION_STAGE: 'shadow',
      EXECUTION_DRY_RUN: 'false',
      EXECUTION_DATA_DIR: directory,
      EXECUTION_KEYSTORE_PATH: 'trader.json',
      EXECUTION_KEYSTORE_PASSPHRASE_FILE: 'passphrase',
    });
    const ports = await createProductionPorts(':memory:', options);
    const result = await ports.execution.execute(request);
    expect(result).toMatchObject({ success: true, simulated: true });
    await ports.close();
    expect(configs).toMatchObject([
      { dryRun: false, dataDirectory: directory, keystorePassphraseFile: 'passphrase' },
      {
        dryRun: true,
        dataDirectory: `${directory}/shadow`,
        haltFilePath: `${directory}/HALT`,
        keystorePath: 'trader.json',
      },
    ]);
    expect(configs[1]).not.toHaveProperty('keystorePassphraseFile');
  });

  it('goes by the rules of the file, and is moved for every process', async () => {
    const env = { EXECUTION_ADAPTER: 'real', EXECUTION_DATA_DIR: directory };
    const { options } = createOptions({ ...env, EXECUTION_CONFIG: 'bot.json' });
    const readFile = (): string =>
      '{"rollout": {"canaryShareBps": 10000, "canaryLamportsMax": "1000000000"}}';
    const ports = await createProductionPorts(':memory:', { ...options, readFile });
    const other = await createProductionPorts(':memory:', createOptions(env).options);
    await other.rollout.move('back', { to: 'canary', reason: 'careful', by: 'ann' });
    expect(await ports.rollout.status()).toMatchObject({
      stage: 'canary',
      canaryShareBps: 10_000,
      sizeCap: '1000000000',
    });
    const signatureOf = async (amount: number, idempotencyKey: string) =>
      (await ports.execution.execute({ ...request, amount, idempotencyKey })).txSignature;
    expect(await signatureOf(1, 'a')).toBe('real');
    expect(await signatureOf(1.1, 'b')).toMatch(/^dry-run-/u);
    await Promise.all([ports.close(), other.close()]);
  });
});

describe('what cannot be used', () => {
  it('is a file that cannot be read', async () => {
    const { options } = createOptions({ EXECUTION_CONFIG: 'bot.json' });
    const cause = await failure(createProductionPorts(':memory:', options));
    expect(isExecutionError(cause, 'CONFIG__FILE_UNREADABLE')).toBe(true);
    expect(String(cause)).toMatchInlineSnapshot(
      `"ExecutionError: The configuration file bot.json cannot be read: bot.json is not to be read. Check that the path is right and that the user who runs this may read it."`,
    );
  });

  it('is an environment that contradicts itself', async () => {
    const { options } = createOptions({ EXECUTION_ADAPTER: 'stub', USE_REAL_EXECUTION: 'true' });
    const cause = await failure(createProductionPorts(':memory:', options));
    expect(isExecutionError(cause, 'CONFIG__CONTRADICTION')).toBe(true);
  });
});

describe('the state file', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ports-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('is the path that was given', async () => {
    const path = join(directory, 'mine.sqlite');
    await (await createProductionPorts(path, createOptions({}).options)).close();
    expect(existsSync(path)).toBe(true);
  });

  it('is in the data directory when no path was given', async () => {
    const { options } = createOptions({ EXECUTION_DATA_DIR: join(directory, 'data') });
    await (await createProductionPorts(undefined, options)).close();
    expect(existsSync(join(directory, 'data', 'state.sqlite'))).toBe(true);
  });

  it('is closed when the adapter cannot be made', async () => {
    const path = join(directory, 'mine.sqlite');
    const { options } = createOptions({ EXECUTION_ADAPTER: 'real' });
    const createAdapter = (): never => {
      throw new ExecutionError('CONFIG__LIMITS_MISSING', { missing: ['limits'] });
    };
    const cause = await failure(createProductionPorts(path, { ...options, createAdapter }));
    expect(isExecutionError(cause, 'CONFIG__LIMITS_MISSING')).toBe(true);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it('is closed although the adapter fails to close', async () => {
    const { options } = createOptions({ EXECUTION_ADAPTER: 'real' });
    const adapter = { ...options.createAdapter({ clock: options.clock }) };
    const close = (): Promise<void> => Promise.reject(new Error('journal busy'));
    const createAdapter = (): ClosableExecution => ({ ...adapter, close });
    const ports = await createProductionPorts(':memory:', { ...options, createAdapter });
    await expect(ports.close()).rejects.toThrow('journal busy');
    expect(await ports.state.isAvailable()).toBe(false);
  });
});

async function failure(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => undefined,
    (cause: unknown) => cause,
  );
}
