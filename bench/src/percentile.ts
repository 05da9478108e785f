/** Value below which `rank` per cent of the values lie; 0 of none. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * rank) / 100))] ?? 0;
}
