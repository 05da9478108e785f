/** Time of day in UTC, `02:31:05`. */
export function utcTime(atMs: number): string {
  return isoOf(atMs).slice(11, 19);
}

/** Time of day in UTC to the millisecond, `02:31:05.120`. */
export function utcTimeExact(atMs: number): string {
  return isoOf(atMs).slice(11, 23);
}

/** Day and time in UTC, `2026-11-28 02:31:05 UTC`. */
export function utcText(atMs: number): string {
  return `${isoOf(atMs).slice(0, 19).replace('T', ' ')} UTC`;
}

/** Time alone for today, with the day for any other day. */
export function utcBrief(atMs: number, nowMs: number): string {
  const iso = isoOf(atMs);
  return iso.slice(0, 10) === isoOf(nowMs).slice(0, 10)
    ? iso.slice(11, 19)
    : iso.slice(5, 16).replace('T', ' ');
}

/** The whole moment for machines and for `datetime`. */
export function isoOf(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** The moment as an object, for libraries that want one. */
export function dateOf(atMs: number): Date {
  return new Date(atMs);
}
