const SECOND_MS = 1_000;

/**
 * Reads the header `Retry-After`: a number of seconds or a date.
 *
 * @param untilDateMs - Milliseconds from now to a date, `undefined` when it is none.
 * @returns milliseconds to wait, `undefined` without the header or when it cannot be read.
 */
export function retryAfterMs(
  header: string | null,
  untilDateMs: (date: string) => number | undefined,
): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/u.test(text)) return Number(text) * SECOND_MS;
  const untilMs = /^[A-Z][a-z]{2}, \d/u.test(text) ? untilDateMs(text) : undefined;
  return untilMs === undefined ? undefined : Math.max(0, untilMs);
}
