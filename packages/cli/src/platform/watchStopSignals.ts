const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const ALIVE_MS = 60_000;
const PARENT_LOOK_MS = 250;

/** A watch over the signals that ask this process to stop. */
export interface StopWatch {
  /** Resolves at the first signal. A second one ends the process in the usual way. */
  readonly stopped: Promise<void>;
  /** Ends the watch, so that the process may end by itself. */
  release(): void;
}

/** What a test replaces. */
export interface StopWatchMachine {
  /** Process that started this one, as the system has it now. */
  readonly parentOf: () => number;
  /** Whether npm or npx started it. */
  readonly isStartedByNpm: boolean;
}

/**
 * Watches for a request to stop. Must be called before the work that is to be ended cleanly.
 *
 * npx runs a command through a shell and hands no signal on to it: a SIGTERM ends npx and the shell,
 * and the command would live on unseen. So under npm the loss of the parent is a request to stop as
 * well; elsewhere it is none, because a command may be left behind by its shell on purpose.
 */
export function watchStopSignals(machine: StopWatchMachine = thisMachine()): StopWatch {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { parentOf, isStartedByNpm } = machine;
  const parent = parentOf();
  // Signal handlers alone do not keep a process alive.
  const alive = setInterval(
    () => {
      if (isStartedByNpm && parentOf() !== parent) stop();
    },
    isStartedByNpm ? PARENT_LOOK_MS : ALIVE_MS,
  );
  const release = (): void => {
    clearInterval(alive);
    for (const signal of STOP_SIGNALS) process.removeListener(signal, stop);
  };
  const stop = (): void => {
    release();
    resolve();
  };
  for (const signal of STOP_SIGNALS) process.once(signal, stop);
  return { stopped: promise, release };
}

function thisMachine(): StopWatchMachine {
  return {
    parentOf: () => process.ppid,
    isStartedByNpm: process.env['npm_command'] !== undefined,
  };
}
