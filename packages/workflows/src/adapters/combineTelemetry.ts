import {
  absorbRejection,
  type ClockPort,
  type MetricLabels,
  type SpanEmission,
  type TelemetryPort,
} from '@quantbot/core';

import { systemClock } from '../platform/systemClock.ts';

/** Name of a sink, as the metric of its failures has it. */
export type SinkName = MetricLabels<'quantbot_telemetry_failures_total'>['sink'];

/** One place that telemetry goes to. */
export interface TelemetrySink {
  readonly name: SinkName;
  readonly port: TelemetryPort;
}

/** Settings of {@link combineTelemetry}. */
export interface CombineTelemetryConfig {
  /** @defaultValue the machine's clock */
  readonly clock?: ClockPort;
}

/**
 * Hands everything to several adapters. One that throws keeps nothing from the others and nothing
 * from the trade: its failures are counted in `quantbot_telemetry_failures_total`, and the first one
 * is told to the others as an event.
 */
export function combineTelemetry(
  sinks: readonly TelemetrySink[],
  config: CombineTelemetryConfig = {},
): TelemetryPort {
  const { clock = systemClock } = config;
  const told = new Set<TelemetrySink>();
  const tellOthers = (broken: TelemetrySink, cause: unknown): void => {
    const isFirst = !told.has(broken);
    told.add(broken);
    const { name } = broken;
    for (const sink of sinks) {
      if (sink === broken) continue;
      quietly(() => {
        sink.port.emitMetric({
          name: 'quantbot_telemetry_failures_total',
          type: 'counter',
          value: 1,
          labels: { sink: name },
        });
        if (!isFirst) return;
        const reason = cause instanceof Error ? cause.message : String(cause);
        sink.port.emitEvent({
          name: 'telemetry.sink.failed',
          level: 'error',
          message: `Telemetry for ${name} failed, and goes on without being told again: ${reason}`,
          timestamp: clock.nowMs(),
        });
      });
    }
  };
  const toAll = (emit: (port: TelemetryPort) => unknown): void => {
    for (const sink of sinks) {
      try {
        absorbRejection(emit(sink.port), (cause) => {
          tellOthers(sink, cause);
        });
      } catch (cause) {
        tellOthers(sink, cause);
      }
    }
  };
  return {
    emitMetric: (metric) => {
      toAll((port) => port.emitMetric(metric));
    },
    emitEvent: (event) => {
      toAll((port) => port.emitEvent(event));
    },
    emitSpan: (span) => {
      toAll((port) => port.emitSpan(span));
    },
    startSpan: (name, operation): SpanEmission => ({
      name,
      operation,
      startTime: clock.nowMs(),
      status: 'ok',
    }),
    endSpan: (span) => {
      const endTime = span.endTime ?? clock.nowMs();
      const ended = { ...span, endTime, durationMs: span.durationMs ?? endTime - span.startTime };
      toAll((port) => port.endSpan(ended));
    },
  };
}

function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // It is counted when it fails at its own emissions.
  }
}
