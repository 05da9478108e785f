import type { ClockPort, EventEmission, TelemetryPort } from '@quantbot/core';

import { combineTelemetry, type TelemetrySink } from '../adapters/combineTelemetry.ts';
import { createTelemetryConsoleAdapter } from '../adapters/telemetryConsoleAdapter.ts';
import { systemClock } from '../platform/systemClock.ts';

/** Where telemetry goes, as the environment says. */
export interface TelemetrySettings {
  /** How events are written: lines for a person, lines of JSON, or not at all. */
  readonly logFormat: 'text' | 'json' | 'none';
  /** Least level that is written. */
  readonly logLevel: EventEmission['level'];
  /** Whether metrics are kept for `renderMetrics`. */
  readonly metrics: boolean;
  /** Collector that traces go to; `undefined` for none. */
  readonly otlpEndpoint: string | undefined;
  /** Name of the service in traces. */
  readonly serviceName: string;
}

/** Telemetry of a process. */
export interface ProductionTelemetry {
  readonly port: TelemetryPort;
  /** Media type of what `renderMetrics` gives. */
  readonly metricsContentType: string;
  /** All metrics in the text format of Prometheus; a comment while none are kept. */
  renderMetrics(): Promise<string>;
  /** Sends and writes what is still held back. */
  close(): Promise<void>;
}

const NO_METRICS = '# No metrics are kept. Set EXECUTION_METRICS=true.\n';

/**
 * Makes the telemetry that the settings ask for. The packages behind an adapter are imported when it
 * is asked for and not before.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID` when traces are asked for without their packages
 */
export async function createProductionTelemetry(
  settings: TelemetrySettings,
  clock: ClockPort = systemClock,
): Promise<ProductionTelemetry> {
  const opened = [
    await openLog(settings, clock),
    await openMetrics(settings),
    await openTraces(settings, clock),
  ].filter((sink) => sink !== undefined);
  const metrics = opened.find(({ renderMetrics }) => renderMetrics !== undefined);
  return {
    port: combineTelemetry(opened, { clock }),
    metricsContentType: metrics?.contentType ?? 'text/plain; charset=utf-8',
    renderMetrics: metrics?.renderMetrics ?? (async () => Promise.resolve(NO_METRICS)),
    close: async () => {
      await Promise.all(opened.map(async ({ close }) => close?.()));
    },
  };
}

interface OpenedSink extends TelemetrySink {
  readonly contentType?: string;
  readonly renderMetrics?: () => Promise<string>;
  readonly close?: () => Promise<void>;
}

async function openLog(
  { logFormat, logLevel: level }: TelemetrySettings,
  clock: ClockPort,
): Promise<OpenedSink | undefined> {
  switch (logFormat) {
    case 'text':
      return { name: 'console', port: createTelemetryConsoleAdapter({ clock, level }) };
    case 'json': {
      const { createTelemetryPinoAdapter } = await import('../adapters/telemetryPinoAdapter.ts');
      const port = createTelemetryPinoAdapter({ clock, level });
      return { name: 'pino', port, close: async () => port.close() };
    }
    case 'none':
      return undefined;
    default:
      return logFormat satisfies never;
  }
}

async function openMetrics({ metrics }: TelemetrySettings): Promise<OpenedSink | undefined> {
  if (!metrics) return undefined;
  const { createTelemetryPrometheusAdapter } =
    await import('../adapters/telemetryPrometheusAdapter.ts');
  const port = createTelemetryPrometheusAdapter();
  const { contentType } = port;
  return { name: 'prometheus', port, contentType, renderMetrics: async () => port.renderMetrics() };
}

async function openTraces(
  { otlpEndpoint: endpoint, serviceName }: TelemetrySettings,
  clock: ClockPort,
): Promise<OpenedSink | undefined> {
  if (endpoint === undefined) return undefined;
  const { startOtlpTracing } = await import('../platform/startOtlpTracing.ts');
  const { createTelemetryOpenTelemetryAdapter } =
    await import('../adapters/telemetryOpenTelemetryAdapter.ts');
  const tracing = await startOtlpTracing({ endpoint, serviceName });
  const nowMs = (): number => clock.nowMs();
  const port = createTelemetryOpenTelemetryAdapter({ tracer: tracing.tracer, nowMs });
  return { name: 'opentelemetry', port, close: async () => tracing.close() };
}
