import type { TelemetryPort } from '@quantbot/core';

/** Telemetry that goes nowhere, for adapters that were given none. */
export const silentTelemetry: TelemetryPort = {
  emitMetric: () => undefined,
  emitEvent: () => undefined,
  emitSpan: () => undefined,
  endSpan: () => undefined,
  startSpan: (name, operation) => ({ name, operation, startTime: 0, status: 'ok' }),
};
