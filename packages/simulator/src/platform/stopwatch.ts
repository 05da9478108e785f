/** Real time that something takes. */
export interface Stopwatch {
  elapsedMs(): number;
}

/** Starts a stopwatch. */
export function stopwatch(): Stopwatch {
  const startedAtMs = performance.now();
  return { elapsedMs: () => performance.now() - startedAtMs };
}
