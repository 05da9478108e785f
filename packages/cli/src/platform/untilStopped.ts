/** Resolves when the process is asked to stop. Must be called before the work it shall outlive. */
export async function untilStopped(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = (): void => {
    resolve();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // Signal handlers alone do not keep a process alive.
  const alive = setInterval(() => undefined, 60_000);
  try {
    await promise;
  } finally {
    clearInterval(alive);
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  }
}
