/** Writes milliseconds since the Unix epoch as `2026-01-31T12:00:00.000Z`. */
export function isoTime(epochMs: number): string {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? String(epochMs) : date.toISOString();
}
