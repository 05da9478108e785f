import type { EventEmission, MetricEmission, SpanEmission, TelemetryPort } from '@quantbot/core';

/** Telemetry that keeps what it was told. */
export interface RecordingTelemetry extends TelemetryPort {
  readonly events: EventEmission[];
  readonly metrics: MetricEmission[];
  readonly spans: SpanEmission[];
}

/** Makes telemetry that a test can read. */
export function createRecordingTelemetry(): RecordingTelemetry {
  const events: EventEmission[] = [];
  const metrics: MetricEmission[] = [];
  const spans: SpanEmission[] = [];
  return {
    events,
    metrics,
    spans,
    emitEvent: (event) => void events.push(event),
    emitMetric: (metric) => void metrics.push(metric),
    emitSpan: (span) => void spans.push(span),
    endSpan: (span) => void spans.push(span),
    startSpan: (name, operation) => ({ name, operation, startTime: 0, status: 'ok' }),
  };
}

/** Telemetry that breaks its promise not to throw. */
export function createThrowingTelemetry(): TelemetryPort {
  const fail = (): never => {
    throw new Error('the collector is gone');
  };
  return { emitEvent: fail, emitMetric: fail, emitSpan: fail, endSpan: fail, startSpan: fail };
}
