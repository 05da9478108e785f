import type { ShadowRecord } from './compareShadow.ts';

/** The middle of a set of numbers, and what all but the worst twentieth stay below. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

/** What a shadow has found, of the comparisons that are kept. */
export interface ShadowReport {
  /** Trades that were compared. */
  readonly trades: number;
  /** Both sides would have traded. */
  readonly bothTraded: number;
  /** The stub traded where the real side would have refused, by the real side's code. */
  readonly refusals: Readonly<Record<string, number>>;
  /** The stub refused, by its code. */
  readonly stubRefusals: Readonly<Record<string, number>>;
  /** Basis points by which the real price would have been worse; absent without a comparison. */
  readonly priceDifferenceBps?: Percentiles;
  /** Lamports that the real side would have cost more. */
  readonly costDifferenceLamports?: Percentiles;
  /** Milliseconds that the real pipeline took. */
  readonly tookMs?: Percentiles;
  /** The newest comparisons, newest first. */
  readonly differences: readonly ShadowRecord[];
}

/** Sums comparisons up. Pure. */
export function shadowReport(
  records: readonly ShadowRecord[],
  differencesMax: number,
): ShadowReport {
  return {
    trades: records.length,
    bothTraded: records.filter(({ stub, real }) => stub.success && real.success).length,
    refusals: countCodes(records.map(({ real }) => real)),
    stubRefusals: countCodes(records.map(({ stub }) => stub)),
    ...named(
      'priceDifferenceBps',
      records.map(({ priceDifferenceBps }) => priceDifferenceBps),
    ),
    ...named(
      'costDifferenceLamports',
      records.map(({ costDifferenceLamports }) => costDifferenceLamports),
    ),
    ...named(
      'tookMs',
      records.map(({ tookMs }) => tookMs),
    ),
    differences: records.slice(0, differencesMax),
  };
}

function named<Name extends string>(
  name: Name,
  values: ReadonlyArray<number | undefined>,
): { readonly [Key in Name]?: Percentiles } {
  const known = values
    .filter((value) => value !== undefined)
    .toSorted((left, right) => left - right);
  if (known.length === 0) return {};
  const found: Percentiles = { p50: percentile(known, 50), p95: percentile(known, 95) };
  return { [name]: found } as { readonly [Key in Name]?: Percentiles };
}

/** Nearest rank. */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}

function countCodes(sides: ReadonlyArray<ShadowRecord['real']>): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { success, errorCode } of sides) {
    if (success) continue;
    const code = errorCode ?? 'none';
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([, left], [, right]) => right - left));
}
