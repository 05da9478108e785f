import type { TelemetryPort } from '@quantbot/core';
import { scrubTelemetry, silentTelemetry } from '@quantbot/workflows';
import type { FastifyBaseLogger } from 'fastify';

import type { StageTimes } from './statistics/stageTimes.ts';

/** Where the telemetry of a serving process goes. */
export interface ServerTelemetryParts {
  readonly logger: Pick<FastifyBaseLogger, 'debug' | 'error' | 'info' | 'warn'>;
  /** Told of everything, because each event and each stage stands for a write into the journal. */
  readonly wake: () => void;
  /** Keeps the times of stages. */
  readonly stageTimes?: Pick<StageTimes, 'observe'>;
  /** Further ports, such as that of the metrics. */
  readonly ports?: readonly TelemetryPort[];
}

/** Makes the telemetry of a serving process: events are logged, and whoever follows is woken. */
export function createServerTelemetry({
  logger,
  wake,
  stageTimes,
  ports = [],
}: ServerTelemetryParts): TelemetryPort {
  const log = scrubTelemetry({
    ...silentTelemetry,
    emitEvent: ({ level, message, name, context, error }) => {
      logger[level]({ event: name, ...context, ...(error && { code: error.code }) }, message);
    },
  });
  return {
    emitMetric: (metric) => {
      for (const port of ports) port.emitMetric(metric);
    },
    emitEvent: (event) => {
      log.emitEvent(event);
      for (const port of ports) port.emitEvent(event);
      wake();
    },
    startSpan: (name, operation) => ({ name, operation, startTime: Date.now(), status: 'ok' }),
    endSpan: (span) => {
      stageTimes?.observe(span);
      for (const port of ports) port.endSpan(span);
      wake();
    },
    emitSpan: (span) => {
      stageTimes?.observe(span);
      for (const port of ports) port.emitSpan(span);
      wake();
    },
  };
}
