import type { ClockPort, EventEmission, SpanEmission, TelemetryPort } from '@quantbot/core';
import { pino, type DestinationStream } from 'pino';

import { standardErrorLines } from '../platform/errorLines.ts';
import { systemClock } from '../platform/systemClock.ts';
import { scrubTelemetry } from './scrubTelemetry.ts';
import { silentTelemetry } from './silentTelemetry.ts';
import { writeErrorText } from './writeErrorLine.ts';

/** Settings of {@link createTelemetryPinoAdapter}. */
export interface TelemetryPinoConfig {
  /** Least level that is written; spans count as `debug`. @defaultValue `info` */
  readonly level?: EventEmission['level'];
  /** @defaultValue the machine's clock */
  readonly clock?: ClockPort;
  /** Takes the lines. @defaultValue the standard error, without waiting for whoever reads it */
  readonly stream?: DestinationStream;
}

/** Telemetry as lines of JSON. Metrics are left to adapters that add them up. */
export interface TelemetryPinoAdapter extends TelemetryPort {
  /** Writes what is still held back. */
  close(): Promise<void>;
}

/**
 * Writes events, and at `debug` spans, as one line of JSON each: `level`, `time` in milliseconds since
 * the Unix epoch, `event`, `msg` and the context. Secrets are cut out, by the names of fields and in
 * URLs.
 */
export function createTelemetryPinoAdapter(config: TelemetryPinoConfig = {}): TelemetryPinoAdapter {
  const { level = 'info', clock = systemClock } = config;
  const logger = pino(
    {
      level,
      base: { service: 'quantbot' },
      timestamp: false,
      formatters: { level: (label) => ({ level: label }) },
    },
    config.stream ?? { write: writeErrorText },
  );
  const emitSpan = ({
    name,
    operation,
    status,
    durationMs,
    endTime,
    attributes,
  }: SpanEmission): void => {
    const took = { time: endTime ?? clock.nowMs(), operation, status, durationMs };
    logger.debug({ ...attributes, ...took, event: name }, `${operation} ${status}`);
  };
  const scrubbed = scrubTelemetry({
    ...silentTelemetry,
    startSpan: (name, operation) => ({ name, operation, startTime: clock.nowMs(), status: 'ok' }),
    emitEvent: ({ name, level: eventLevel, message, context, error, timestamp }) => {
      const fields = error === undefined ? context : { ...context, error };
      logger[eventLevel]({ ...fields, time: timestamp ?? clock.nowMs(), event: name }, message);
    },
    emitSpan,
    endSpan: emitSpan,
  });
  return {
    ...scrubbed,
    close: async () => {
      if (config.stream === undefined) await standardErrorLines().flush();
    },
  };
}
