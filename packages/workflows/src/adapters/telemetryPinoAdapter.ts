import type { ClockPort, EventEmission, SpanEmission, TelemetryPort } from '@quantbot/core';
import { destination, pino, type DestinationStream } from 'pino';

import { systemClock } from '../platform/systemClock.ts';
import { REDACTED, scrubTelemetry, SECRET_FIELDS } from './scrubTelemetry.ts';
import { silentTelemetry } from './silentTelemetry.ts';

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

const STANDARD_ERROR = 2;

/** Bytes that wait for a reader who is slow; what comes on top is dropped, and trading goes on. */
const WAITING_BYTES_MAX = 16 * 1_024 * 1_024;

/**
 * Writes events, and at `debug` spans, as one line of JSON each: `level`, `time` in milliseconds since
 * the Unix epoch, `event`, `msg` and the context. Secrets are cut out, by the names of fields and in
 * URLs.
 */
export function createTelemetryPinoAdapter(config: TelemetryPinoConfig = {}): TelemetryPinoAdapter {
  const { level = 'info', clock = systemClock } = config;
  const own =
    config.stream === undefined
      ? destination({ dest: STANDARD_ERROR, sync: false, maxLength: WAITING_BYTES_MAX })
      : undefined;
  const logger = pino(
    {
      level,
      base: { service: 'quantbot' },
      timestamp: false,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]),
        censor: REDACTED,
      },
    },
    config.stream ?? own,
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
    close: async () =>
      new Promise((resolve) => {
        if (own === undefined) {
          resolve();
          return;
        }
        own.flush(() => {
          resolve();
        });
      }),
  };
}
