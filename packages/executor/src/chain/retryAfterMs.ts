const SECONDS = /^\d{1,6}$/u;

/**
 * Reads the `Retry-After` header of an answer. Its other form, a date, is left out: it would need
 * the wall clocks of both sides to agree.
 *
 * @returns milliseconds, `undefined` when there is no such header or it is no number of seconds.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>): number | undefined {
  const name = Object.keys(headers).find((key) => key.toLowerCase() === 'retry-after');
  const text = name === undefined ? '' : (headers[name] ?? '').trim();
  return SECONDS.test(text) ? Number(text) * 1_000 : undefined;
}

/** Codes with which vendors tell a limit inside JSON-RPC (seen with RPC vendors and block engines). */
const THROTTLE_CODES: readonly number[] = [-32_429, -32_097, 429];

/** Whether a JSON-RPC error code tells of a limit. */
export function isThrottleCode(code: number): boolean {
  return THROTTLE_CODES.includes(code);
}
