const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;

/** Tells when the day of a moment began, milliseconds since the Unix epoch. */
export type RiskDay = (nowMs: number) => number;

/**
 * Days of a time zone. Every zone that is in use lies whole quarters of an hour from UTC, and a day
 * may have 23 to 25 hours.
 *
 * @param timeZone - IANA name, such as `Europe/Zurich`.
 */
export function createRiskDay(timeZone: string): RiskDay {
  if (timeZone === 'UTC') return (nowMs) => Math.floor(nowMs / DAY_MS) * DAY_MS;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  let known: { readonly day: string; readonly startMs: number } | undefined;
  return (nowMs) => {
    const day = format.format(nowMs);
    if (known?.day === day) return known.startMs;
    let startMs = Math.floor(nowMs / QUARTER_MS) * QUARTER_MS;
    while (format.format(startMs - 1) === day) startMs -= QUARTER_MS;
    known = { day, startMs };
    return startMs;
  };
}

/** Whether a name is that of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
