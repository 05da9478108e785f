const QUIET_MS = 1_000;

/** Writes to a terminal where somebody sits; in a file it would be noise. */
export function writeProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(text);
}

/**
 * Tells what is being waited for, once it takes longer than a second: its title, then a dot a
 * second. Goes to the standard error, so that what is piped on stays clean, and only to a terminal.
 */
export async function showProgress<Value>(
  title: string,
  work: Promise<Value>,
  write: (text: string) => void = writeProgress,
): Promise<Value> {
  let isTold = false;
  const ticking = setInterval(() => {
    write(isTold ? '.' : `  ${title} …`);
    isTold = true;
  }, QUIET_MS);
  try {
    return await work;
  } finally {
    clearInterval(ticking);
    if (isTold) write('\n');
  }
}
