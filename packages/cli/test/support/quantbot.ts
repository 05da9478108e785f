import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

import { waitUntil } from '@quantbot/sandbox';

const MAIN = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));
/** All that a process inherits. The cache spares it most of the compiling. */
const INHERITED: Variables = Object.fromEntries(
  ['PATH', 'NODE_COMPILE_CACHE'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);
const READY_TIMEOUT_MS = 120_000;

/** Variables of a process; it inherits PATH and the cache of compiled code, and nothing else. */
export type Variables = Readonly<Record<string, string>>;

/** What a process left behind. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly ended: Promise<Ended>;
}

/** What a process gets to read. Without it the standard input is empty. */
export interface Given {
  readonly stdin?: string;
  /** What descriptor 3 holds. */
  readonly third?: string;
}

/** Arguments of Node that run the real command, as it was bundled before the first test. */
export function quantbotArguments(args: readonly string[]): readonly string[] {
  // Two dashes: Node takes --env-file for its own wherever it stands.
  return ['--disable-warning=ExperimentalWarning', '--', MAIN, ...args];
}

/** Starts the real command as a process of its own, in a session without a terminal. */
export function startQuantbot(
  args: readonly string[],
  variables: Variables = {},
  { stdin, third }: Given = {},
): Running {
  const child = spawn(process.execPath, quantbotArguments(args), {
    env: { ...INHERITED, ...variables },
    stdio: [
      stdin === undefined ? 'ignore' : 'pipe',
      'pipe',
      'pipe',
      ...(third === undefined ? [] : (['pipe'] as const)),
    ],
    // Nobody is asked anything at the terminal that the tests run at.
    ...(stdin === undefined && third === undefined ? {} : { detached: true }),
  }) as ChildProcessByStdio<Writable | null, Readable, Readable>;
  child.stdin?.on('error', ignoreUnread).end(stdin);
  const thirdPipe = child.stdio[3];
  if (thirdPipe instanceof Writable) thirdPipe.on('error', ignoreUnread).end(third);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const ended = once(child, 'close').then((): Ended => {
    const { exitCode: status, signalCode: signal } = child;
    return { status, signal, stdout, stderr };
  });
  return { child, stdout: () => stdout, ended };
}

/** A command that refuses early reads nothing of what it was given. */
function ignoreUnread(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'ECONNRESET' && cause.code !== 'EPIPE') throw cause;
}

/** Runs the real command to its end. */
export async function runQuantbot(
  args: readonly string[],
  variables: Variables = {},
  given: Given = {},
): Promise<Ended> {
  return startQuantbot(args, variables, given).ended;
}

/** First line of `quantbot sandbox --json`. */
export interface SandboxLine {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly jupiterUrl: string;
  readonly jitoUrl: string;
  readonly keypairPath: string;
  readonly configPath: string;
  readonly wallet: string;
  readonly allowedPrograms: readonly string[];
  readonly tokens: ReadonlyArray<{
    readonly symbol: string;
    readonly mint: string;
    readonly decimals: number;
    readonly tokenProgram: string;
  }>;
  readonly operators: ReadonlyArray<{
    readonly label: string;
    readonly rpcUrl: string;
    readonly wsUrl: string;
  }>;
  /** Address that commands the faults. */
  readonly faultsUrl: string;
}

/** A sandbox started by the command, with a directory for the test's own files. */
export interface SandboxCommand {
  readonly running: Running;
  readonly line: SandboxLine;
  readonly envFile: string;
  /** Variables of the file that `--env-file` wrote. */
  readonly variables: Variables;
  readonly directory: string;
  /** Mint of the first token. */
  readonly mint: string;
  stop(): Promise<Ended>;
}

const SLOT_MS_DEFAULT = 40;

/** Starts `quantbot sandbox --json --env-file FILE` and waits for its first line. */
export async function startSandboxCommand(
  slotMs = SLOT_MS_DEFAULT,
  more: readonly string[] = [],
): Promise<SandboxCommand> {
  const directory = mkdtempSync(join(tmpdir(), 'quantbot-cli-test-'));
  const envFile = join(directory, 'sandbox.env');
  const given = ['--json', '--env-file', envFile, '--slot-ms', String(slotMs), ...more];
  const running = startQuantbot(['sandbox', ...given]);
  await waitUntil(() => running.stdout().includes('\n'), {
    timeoutMs: READY_TIMEOUT_MS,
    description: 'the first line of quantbot sandbox',
  });
  const line: SandboxLine = JSON.parse(running.stdout().split('\n')[0] ?? '');
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(parseEnv(readFileSync(envFile, 'utf8')))) {
    if (value !== undefined) variables[name] = value;
  }
  const mint = line.tokens[0]?.mint ?? '';
  const stop = async (): Promise<Ended> => {
    running.child.kill('SIGTERM');
    const ended = await running.ended;
    rmSync(directory, { recursive: true, force: true });
    return ended;
  };
  return { running, line, envFile, variables, directory, mint, stop };
}
