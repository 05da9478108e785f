import type { SpanEmission, TelemetryPort } from '@quantbot/core';

import { errorPaint } from './paint.ts';

/** Telemetry of a command: warnings go to the standard error, timings are kept. */
export interface StderrTelemetry {
  readonly port: TelemetryPort;
  readonly warn: (message: string) => void;
  /** Stage timings reported so far. */
  readonly spans: readonly SpanEmission[];
}

/** Makes the telemetry of a command. The standard output stays free for its answer. */
export function createStderrTelemetry(): StderrTelemetry {
  const spans: SpanEmission[] = [];
  const warn = (message: string): void => {
    console.error(errorPaint.warn(message));
  };
  const port: TelemetryPort = {
    emitMetric: () => {},
    emitEvent: ({ level, message }) => {
      if (level === 'warn' || level === 'error') warn(message);
    },
    startSpan: (name, operation) => ({ name, operation, startTime: Date.now(), status: 'ok' }),
    endSpan: (span) => {
      spans.push(span);
    },
    emitSpan: (span) => {
      spans.push(span);
    },
  };
  return { port, warn, spans };
}
