/** Limits that no test reaches unless it sets its own. */
export const WIDE_LIMITS = {
  tradeLamportsMax: 60_000_000_000n,
  solReserveLamportsMin: 10_000_000n,
  openTradesMax: 64,
} as const;
