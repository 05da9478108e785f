/** Figures that have no line of their own. */
const LISTS: readonly string[] = ['samples', 'violations'];
const SAMPLES_SHOWN = 8;

interface ShownSample {
  readonly atSeconds: number;
  readonly rssMebibytes: number;
}

/** Writes a report for people: a line for each figure, memory over time, and what does not hold. */
export function renderStressReport(
  name: string,
  report: { readonly violations: readonly string[]; readonly samples?: readonly ShownSample[] },
): string {
  const { samples = [], violations } = report;
  const figures = Object.entries(report)
    .filter(([key]) => !LISTS.includes(key))
    .map(([key, value]) => `  ${key}: ${JSON.stringify(value, shortNumber)}`);
  const step = Math.max(1, Math.floor(samples.length / SAMPLES_SHOWN));
  const memory = samples
    .filter((_sample, index) => index % step === 0)
    .map(
      ({ atSeconds, rssMebibytes }) => `${atSeconds.toFixed(0)} s ${rssMebibytes.toFixed(0)} MiB`,
    );
  return [
    `stress ${name}: ${violations.length === 0 ? 'holds' : 'DOES NOT HOLD'}`,
    ...figures,
    ...(memory.length === 0 ? [] : [`  memory: ${memory.join(', ')}`]),
    ...violations.map((violation) => `  violation: ${violation}`),
  ].join('\n');
}

function shortNumber(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(2)) : value;
}
