const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A watch over the signals that ask this process to stop. */
export interface StopWatch {
  /** Resolves at the first signal. A second one ends the process in the usual way. */
  readonly stopped: Promise<void>;
  /** Ends the watch, so that the process may end by itself. */
  release(): void;
}

/** Watches for a request to stop. Must be called before the work that is to be ended cleanly. */
export function watchStopSignals(): StopWatch {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Signal handlers alone do not keep a process alive.
  const alive = setInterval(() => undefined, 60_000);
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
