import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { ModelProcessReady } from './modelMessages.ts';

/** A directory that is ready to be served from. */
export interface ServerGround {
  readonly dataDirectory: string;
  /** Bearer token with the scopes `trade` and `read`. */
  readonly token: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly logPath: string;
}

/** `quantbot serve` in its own process. */
export interface ServerProcess {
  readonly url: string;
  /** Ends it at once, wherever it is. */
  kill(): Promise<void>;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
}

/** The command as it is installed: a source beside this one or beside the built one. */
const QUANTBOT = fileURLToPath(new URL('../../../packages/cli/bin/quantbot.js', import.meta.url));
const OWNER_ONLY = 0o600;
/** The model answers as often as it is asked; budgets of the product are for nodes of others. */
const CALLS_PER_SECOND = 1_000;
/** The most that the configuration allows. */
const OPEN_TRADES_MAX = 1_000;
const FAILURES_MAX = 1_000;
/** Above any rate of the load, so that the server's own bounds refuse nothing. */
const REQUESTS_PER_SECOND_MAX = 10_000;
const CONNECTIONS_MAX = 16_384;

/** Writes the configuration of a server that trades on the model, and makes its token. */
export async function prepareServer(
  model: ModelProcessReady,
  directory: string,
): Promise<ServerGround> {
  const dataDirectory = join(directory, 'data');
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const configPath = join(directory, 'config.json');
  writeFileSync(configPath, JSON.stringify(configOf(model)), { mode: OWNER_ONLY });
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    NODE_NO_WARNINGS: '1',
    EXECUTION_CLUSTER: 'sandbox',
    EXECUTION_DRY_RUN: 'false',
    EXECUTION_CONFIG: configPath,
    EXECUTION_DATA_DIR: dataDirectory,
    EXECUTION_KEYPAIR_PATH: model.wallets[0]?.keypairPath ?? '',
    EXECUTION_ALLOWED_PROGRAMS: model.allowedPrograms.join(','),
    JUPITER_API_URL: model.jupiterUrl,
  };
  const scopes = ['--scope', 'trade', '--scope', 'read'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [QUANTBOT, 'tokens', 'new', 'load', ...scopes, '--json'],
    { env: environment },
  );
  const { token } = JSON.parse(stdout) as { readonly token: string };
  return { dataDirectory, token, environment, logPath: join(directory, 'server.log') };
}

function configOf({ rpc, webSockets }: ModelProcessReady): object {
  return {
    rpcEndpoints: rpc.map((node, index) => ({ ...node, wsUrl: webSockets[index] })),
    lanePolicy: 'rpc-only',
    rpcSendsPerSecondMax: CALLS_PER_SECOND,
    rpcReadsPerSecondMax: CALLS_PER_SECOND,
    maxConsecutiveFailures: FAILURES_MAX,
    limits: {
      tradeLamportsMax: '1000000000',
      solReserveLamportsMin: '10000000',
      openTradesMax: OPEN_TRADES_MAX,
    },
  };
}

/** Starts the server and waits until it listens. */
export async function startServerProcess(
  { environment, logPath }: ServerGround,
  port = 0,
): Promise<ServerProcess> {
  const log = openSync(logPath, 'a', OWNER_ONLY);
  const bounds = ['--requests-max', String(REQUESTS_PER_SECOND_MAX)];
  bounds.push('--connections-max', String(CONNECTIONS_MAX));
  const child = spawn(
    process.execPath,
    [QUANTBOT, 'serve', '--json', '--port', String(port), ...bounds],
    { env: environment, stdio: ['ignore', 'pipe', log] },
  );
  closeSync(log);
  if (child.stdout === null) throw new Error('The server has no output that could be read.');
  const ended = once(child, 'exit');
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    ended.then(([code]) => {
      throw new Error(`quantbot serve ended with ${String(code)}; its log is ${logPath}`);
    }),
  ])) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return { url, kill: async () => end('SIGKILL'), stop: async () => end('SIGTERM') };
}
