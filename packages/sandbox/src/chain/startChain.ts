import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { waitUntil } from '../waitUntil.ts';
import { callRpc } from './callRpc.ts';
import type { ChainAnswer, HoldAnswer, ParentMessage, StartChainMessage } from './chainMessages.ts';
import { siblingModule } from './siblingModule.ts';

/**
 * The chain copies its memory for every instruction that it runs, in pieces of a few hundred bytes:
 * half of a swap was the allocator's. Freed pieces stay in the thread's own lists and memory is not
 * given back meanwhile. Allocators other than glibc's do not read this.
 */
const GLIBC_TUNABLES = [
  'glibc.malloc.tcache_count=65535',
  'glibc.malloc.mmap_threshold=4294967296',
  'glibc.malloc.trim_threshold=8589934592',
  'glibc.malloc.top_pad=67108864',
].join(':');

/** A running embedded chain. */
export interface EmbeddedChain {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  /** Process that hosts the chain. */
  readonly processId: number;
  /**
   * Stops the slots, or lets them go on. They stop by themselves while the event loop of the
   * process that started the chain does.
   */
  hold(isHeld: boolean): Promise<void>;
  /** Kills the process and waits for its end. May be called any number of times. */
  stop(): Promise<void>;
}

/** How often a chain that does not come to life is replaced before giving up. */
const START_ATTEMPTS_MAX = 5;
/** A start takes well under a second; the rest is allowance for a loaded machine. */
const READY_TIMEOUT_MS = 20_000;
const ALIVE_TIMEOUT_MS = 20_000;
/** A chain that hung while it started answers nothing; one that is slow is asked again. */
const ALIVE_CALL_TIMEOUT_MS = 3_000;
/** Some times in the silence after which the slots stop. */
const PRESENT_INTERVAL_MS = 50;
const ALIVE_SLOTS_MIN = 2;
const ERROR_TEXT_LENGTH_MAX = 2_000;

type ChainSetup = Omit<StartChainMessage, 'kind'>;

/** What a test replaces to see hung starts. */
export interface ChainStarter {
  /** Starts the process that is to host the chain. */
  readonly spawnProcess: () => ChildProcess;
  /** Time in milliseconds within which the process has to answer. */
  readonly readyTimeoutMs: number;
}

/**
 * Starts an embedded chain in a process of its own and returns once it produces slots. A start
 * hangs now and then for good, so a chain that stays silent is killed and started again.
 *
 * @param setup - slot time, programs and balances the chain begins with
 * @param starter - how a process is started
 * @throws Error when no start of several succeeded, with the reasons; at once where there is no chain
 * to start, because it is not installed or the machine is of another kind
 */
export async function startChain(
  setup: ChainSetup,
  starter: ChainStarter = { spawnProcess: spawnChainProcess, readyTimeoutMs: READY_TIMEOUT_MS },
): Promise<EmbeddedChain> {
  const failures = new Set<string>();
  for (let attempt = 1; attempt <= START_ATTEMPTS_MAX; attempt += 1) {
    const child = starter.spawnProcess();
    const readErrorText = collectErrorText(child);
    try {
      const { rpcUrl, wsUrl } = await askToStart(child, {
        setup,
        timeoutMs: starter.readyTimeoutMs,
      });
      tellPresence(child);
      await waitUntilAlive(rpcUrl);
      const processId = child.pid ?? 0;
      return {
        rpcUrl,
        wsUrl,
        processId,
        hold: createHold(child),
        stop: () => killProcess(child),
      };
    } catch (cause) {
      await killProcess(child);
      if (cause instanceof ChainUnavailable) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      failures.add(`${reason} ${readErrorText()}`.trim());
    }
  }
  throw new Error(
    `The embedded chain did not start in ${START_ATTEMPTS_MAX} attempts. Free the machine of other ` +
      `load and try again. What went wrong: ${[...failures].join('; ')}`,
  );
}

/**
 * Standard input is the lifeline of the process (see `dieWithParent`). What the chain prints must
 * not mix with the output of a command line that runs a sandbox, so it goes nowhere.
 */
export function spawnChainProcess(): ChildProcess {
  return fork(siblingModule(import.meta.url, 'chainProcess'), [], {
    env: { GLIBC_TUNABLES, ...process.env },
    execPath: process.execPath,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
  });
}

/** Keeps the end of what the process writes to standard error, for the message of a failure. */
function collectErrorText(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-ERROR_TEXT_LENGTH_MAX);
  });
  return () => text.trim();
}

/** Another attempt would end the same way. */
class ChainUnavailable extends Error {}

async function askToStart(
  child: ChildProcess,
  { setup, timeoutMs }: { setup: ChainSetup; timeoutMs: number },
) {
  const message: ParentMessage = { kind: 'start', ...setup };
  const answer = await new Promise<ChainAnswer>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the chain gave no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    const settle = (action: () => void) => {
      clearTimeout(timer);
      action();
    };
    child.once('message', (received: ChainAnswer) => settle(() => resolve(received)));
    child.on('error', (cause) => settle(() => reject(cause)));
    child.once('exit', (code, signal) => {
      settle(() => reject(new Error(`the chain's process ended with ${signal ?? code}`)));
    });
    child.send(message);
  });
  if (answer.kind === 'unavailable') throw new ChainUnavailable(answer.message);
  if (answer.kind === 'failed') throw new Error(answer.message);
  return answer;
}

/** Tells the chain's process that this one is there, for as long as both are. */
function tellPresence(child: ChildProcess): void {
  const present: ParentMessage = { kind: 'present' };
  const timer = setInterval(() => {
    // A message that does not arrive any more says nothing that anybody needs.
    if (child.connected) child.send(present, () => undefined);
  }, PRESENT_INTERVAL_MS);
  timer.unref();
  child.once('exit', () => {
    clearInterval(timer);
  });
}

/** One wish at a time: the answers carry no numbers. */
function createHold(child: ChildProcess): EmbeddedChain['hold'] {
  let before = Promise.resolve();
  return async (isHeld) => {
    const done = before.then(async () => askToHold(child, isHeld));
    before = done.catch(() => undefined);
    return done;
  };
}

async function askToHold(child: ChildProcess, isHeld: boolean): Promise<void> {
  const ended = new AbortController();
  const end = (): void => {
    ended.abort(new Error("the chain's process ended"));
  };
  child.once('exit', end);
  try {
    const answered = once(child, 'message', { signal: ended.signal });
    const message: ParentMessage = { kind: 'hold', isHeld };
    child.send(message);
    const [{ problem }] = (await answered) as [HoldAnswer];
    if (problem === undefined) return;
    throw new Error(`The chain did not ${isHeld ? 'stop' : 'start'} its slots: ${problem}`);
  } finally {
    child.off('exit', end);
  }
}

async function waitUntilAlive(rpcUrl: string): Promise<void> {
  const node = { rpcUrl, timeoutMs: ALIVE_CALL_TIMEOUT_MS };
  let firstSlot: number | undefined;
  await waitUntil(
    async () => {
      const parameters = [{ commitment: 'processed' }];
      const slot = await callRpc<number>(node, 'getSlot', parameters);
      firstSlot ??= slot;
      return slot >= firstSlot + ALIVE_SLOTS_MIN;
    },
    { timeoutMs: ALIVE_TIMEOUT_MS, description: 'the chain to produce slots' },
  );
}

async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
