import { absorbRejection, type SpanEmission, type TelemetryPort } from '@quantbot/core';

/**
 * Keeps errors of a telemetry adapter away from trades: its port promises not to throw, and money
 * must not depend on that promise.
 */
export function guardTelemetry(telemetry: TelemetryPort): TelemetryPort {
  const quietly = (emit: () => unknown): void => {
    try {
      absorbRejection(emit());
    } catch {
      // There is nowhere left to report to, and the trade matters more than the report.
    }
  };
  return {
    emitMetric: (metric) => quietly(() => telemetry.emitMetric(metric)),
    emitEvent: (event) => quietly(() => telemetry.emitEvent(event)),
    emitSpan: (span) => quietly(() => telemetry.emitSpan(span)),
    endSpan: (span) => quietly(() => telemetry.endSpan(span)),
    startSpan(name, operation) {
      const fallback: SpanEmission = { name, operation, startTime: 0, status: 'ok' };
      let span = fallback;
      quietly(() => {
        span = telemetry.startSpan(name, operation);
      });
      return span;
    },
  };
}
