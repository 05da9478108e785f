import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { TelemetryPort } from '@quantbot/core';
import { combineTelemetry } from '@quantbot/workflows';
import { createTelemetryOpenTelemetryAdapter } from '@quantbot/workflows/telemetry/opentelemetry';
import { createTelemetryPinoAdapter } from '@quantbot/workflows/telemetry/pino';
import { createTelemetryPrometheusAdapter } from '@quantbot/workflows/telemetry/prometheus';

import { openBenchTrader, type BenchTrade } from './benchTrader.ts';
import { percentile } from './percentile.ts';

/** Ways to be told, from nobody to everybody. */
const KINDS = ['silent', 'metrics', 'metrics, traces and logs'] as const;

type Kind = (typeof KINDS)[number];

/** Trades of each kind that warm caches and compiler up and are not counted. */
const WARM_UP = 100;

/** What telemetry costs. */
export interface TelemetryCostReport {
  readonly trades: number;
  readonly costs: ReadonlyMap<Kind, readonly BenchTrade[]>;
  /** What one trade tells the port, on average. */
  readonly emissions: number;
}

/**
 * Measures what telemetry adds to a trade. The kinds take turns trade by trade in one process, each
 * with an adapter and a journal of its own, so that whatever else the machine does falls on all.
 */
export async function measureTelemetryCost(trades: number): Promise<TelemetryCostReport> {
  const tally = { emissions: 0 };
  const ports: Readonly<Record<Kind, TelemetryPort | undefined>> = {
    silent: undefined,
    metrics: createTelemetryPrometheusAdapter(),
    'metrics, traces and logs': counted(everything(), tally),
  };
  const traders = await Promise.all(
    KINDS.map(async (kind) => ({
      kind,
      trader: await openBenchTrader({ everyTokenIsNew: false, telemetry: ports[kind] }),
      taken: [] as BenchTrade[],
    })),
  );
  try {
    for (let index = 0; index < WARM_UP + trades; index += 1) {
      if (index === WARM_UP) tally.emissions = 0;
      for (const { trader, taken } of inTurn(traders, index)) taken.push(await trader.trade());
    }
  } finally {
    for (const { trader } of traders) await trader.close();
  }
  const costs = new Map(traders.map(({ kind, taken }) => [kind, taken.slice(WARM_UP)] as const));
  return { trades, costs, emissions: tally.emissions / trades };
}

/** Who goes first changes with every round: what one leaves behind is not always the same one's. */
function inTurn<Item>(items: readonly Item[], round: number): readonly Item[] {
  const first = round % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

/** Every adapter at once; what leaves the process is dropped at the door. */
function everything(): TelemetryPort {
  const exporter: SpanExporter = {
    export: (_spans, done) => {
      done({ code: 0 });
    },
    shutdown: async () => Promise.resolve(),
  };
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('bench');
  return combineTelemetry([
    { name: 'prometheus', port: createTelemetryPrometheusAdapter() },
    { name: 'opentelemetry', port: createTelemetryOpenTelemetryAdapter({ tracer }) },
    { name: 'pino', port: createTelemetryPinoAdapter({ stream: { write: () => undefined } }) },
  ]);
}

function counted(port: TelemetryPort, tally: { emissions: number }): TelemetryPort {
  return {
    ...port,
    emitMetric: (metric) => {
      tally.emissions += 1;
      port.emitMetric(metric);
    },
    emitEvent: (event) => {
      tally.emissions += 1;
      port.emitEvent(event);
    },
    emitSpan: (span) => {
      tally.emissions += 1;
      port.emitSpan(span);
    },
  };
}

/** Writes the report as a table. */
export function renderTelemetryCost({ trades, costs, emissions }: TelemetryCostReport): string {
  const silent = costs.get('silent') ?? [];
  const rows = [...costs].map(([kind, taken]) => {
    const lanes = taken.map(({ toLaneMs }) => toLaneMs);
    const cpus = taken.map(({ cpuMs }) => cpuMs);
    const added = taken.map(({ cpuMs }, index) => cpuMs - (silent[index]?.cpuMs ?? 0));
    const figures = [percentile(lanes, 50), percentile(cpus, 50), percentile(added, 50)];
    return [kind.padEnd(28), ...figures.map((value) => value.toFixed(3).padStart(12))].join('');
  });
  return [
    `what telemetry costs: ${trades} trades of each kind in turn, p50 in milliseconds`,
    `one trade tells ${emissions.toFixed(0)} metrics, events and spans`,
    `${''.padEnd(28)}     to lane         cpu   cpu added`,
    ...rows,
    'cpu added is the median of the differences to the silent trade of the same round',
  ].join('\n');
}
