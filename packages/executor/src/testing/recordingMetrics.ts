import type { MetricEmission, SpanEmission, TelemetryPort } from '@quantbot/core';

import { createExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { createFakePlatform } from './fakePlatform.ts';
import { FIXTURE_NOW_MS } from './journalFixtures.ts';

/** Telemetry whose metrics a test can add up. */
export function createRecordingMetrics() {
  const platform = createFakePlatform();
  const metrics: MetricEmission[] = [];
  const spans: SpanEmission[] = [];
  const port: TelemetryPort = {
    emitMetric: (metric) => void metrics.push(metric),
    emitEvent: () => undefined,
    startSpan: (name, operation) => ({ name, operation, startTime: 0, status: 'ok' }),
    endSpan: () => undefined,
    emitSpan: (span) => void spans.push(span),
  };
  const clock = { nowMs: () => FIXTURE_NOW_MS };
  const of = (name: string, labels: Readonly<Record<string, string>>): readonly number[] =>
    metrics
      .filter((metric) => metric.name === name)
      .filter((metric) =>
        Object.entries(labels).every(([label, value]) => metric.labels?.[label] === value),
      )
      .map(({ value }) => value);
  return {
    telemetry: createExecutorTelemetry({ port, clock, platform }),
    port,
    metrics,
    spans,
    /** What a counter has come to over all series with these labels. */
    sum: (name: string, labels: Readonly<Record<string, string>> = {}): number =>
      of(name, labels).reduce((total, value) => total + value, 0),
    /** What a gauge shows now, `undefined` before it was told. */
    last: (name: string, labels: Readonly<Record<string, string>> = {}): number | undefined =>
      of(name, labels).at(-1),
    /** All readings, oldest first. */
    of,
  };
}
