const QUIET_MS = 1_000;

/**
 * Tells what is being waited for, once it takes longer than a second: its title, then a dot a
 * second. Goes to the standard error, so that what is piped on stays clean.
 */
export async function showProgress<Value>(
  title: string,
  work: Promise<Value>,
  write: (text: string) => void = (text) => process.stderr.write(text),
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
