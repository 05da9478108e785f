const TICK_MS = 1_000;

/** Shows that a wait goes on: a dot a second, in a log file as well as on a terminal. */
export async function showTicks(
  work: Promise<void>,
  write: (text: string) => void,
  tickMs: number = TICK_MS,
): Promise<void> {
  const ticking = setInterval(() => {
    write('.');
  }, tickMs);
  try {
    await work;
  } finally {
    clearInterval(ticking);
    write('\n');
  }
}
