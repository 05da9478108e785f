import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { TraderOrders, TraderReport } from './traderOrders.ts';

/** How a trader ended. */
export interface TraderEnd {
  readonly signal: NodeJS.Signals | null;
  readonly exitCode: number | null;
  /** Last words on standard error. */
  readonly complaints: string;
}

/** A trader as its parent sees it. */
export interface TraderProcess {
  /** Resolves when the trader says that everything old has ended; never when it dies before. */
  readonly quiet: Promise<'quiet'>;
  readonly loaded: Promise<'loaded'>;
  /** Whether it follows again what its predecessor left open. */
  hasResumed(): boolean;
  /** Resolves when the trader is dead and everything it told has been read. */
  readonly end: Promise<TraderEnd>;
  /** Lets a quiet trader begin to trade. */
  goOn(): void;
  kill(): void;
}

/** The trader beside this file: a source beside a source, a built one beside a built one. */
const TRADER = fileURLToPath(new URL(`trader${extname(import.meta.url)}`, import.meta.url));
/** A source runs on the sources of the packages, a built one on built packages. */
const CONDITIONS = TRADER.endsWith('.ts') ? ['--conditions=quantbot:source'] : [];
/** Hundreds of processes load the same modules. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'quantbot-crash-compile-cache');
const COMPLAINTS_LENGTH_MAX = 4_000;

/** A process that has loaded everything and waits for orders: it begins where another one died. */
export interface WaitingTrader {
  /**
   * Gives it its orders.
   *
   * @param ordersPath - where the orders are written for it
   * @param onReport - told whatever the trader says, in order
   */
  begin(
    ordersPath: string,
    orders: TraderOrders,
    onReport: (report: TraderReport) => void,
  ): TraderProcess;
  kill(): void;
}

/** Starts a process that is going to trade. */
export function spawnTrader(): WaitingTrader {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...CONDITIONS, TRADER],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, NODE_COMPILE_CACHE } },
  );
  // A killed trader's pipe closes under our hands; its end is told by the exit.
  child.stdin.on('error', () => undefined);
  return {
    begin: (ordersPath, orders, onReport) => {
      writeFileSync(ordersPath, JSON.stringify(orders), { mode: 0o600 });
      const trader = watchTrader(child, onReport);
      child.stdin.write(`${ordersPath}\n`);
      return trader;
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

function watchTrader(
  child: ChildProcessWithoutNullStreams,
  onReport: (report: TraderReport) => void,
): TraderProcess {
  const quiet = Promise.withResolvers<'quiet'>();
  const loaded = Promise.withResolvers<'loaded'>();
  let complaints = '';
  let hasResumed = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-COMPLAINTS_LENGTH_MAX);
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const report = JSON.parse(line) as TraderReport;
    onReport(report);
    if (report.kind === 'quiet') quiet.resolve('quiet');
    if (report.kind === 'resumed') hasResumed = true;
    if (report.kind === 'loaded') loaded.resolve('loaded');
  });
  const end = Promise.all([endOf(child), once(lines, 'close')]).then(
    ([{ exitCode, signal }]): TraderEnd => ({
      exitCode,
      signal,
      complaints: complaints.trim(),
    }),
  );
  return {
    quiet: quiet.promise,
    loaded: loaded.promise,
    hasResumed: () => hasResumed,
    end,
    goOn: () => {
      child.stdin.write('\n');
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

/** One that died before it was given orders has ended already. */
async function endOf(
  child: ChildProcessWithoutNullStreams,
): Promise<Pick<TraderEnd, 'exitCode' | 'signal'>> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { exitCode: child.exitCode, signal: child.signalCode };
}
