import type { ClockPort, EventEmission, SpanEmission, TelemetryPort } from '@quantbot/core';

import { isoTime } from '../platform/isoTime.ts';
import { systemClock } from '../platform/systemClock.ts';
import { scrubTelemetry } from './scrubTelemetry.ts';
import { writeErrorLine } from './writeErrorLine.ts';

/** Levels of events, from the quietest. */
const LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies ReadonlyArray<
  EventEmission['level']
>;

/** Settings of {@link createTelemetryConsoleAdapter}. */
export interface TelemetryConsoleConfig {
  /** Least level that is written; metrics and spans count as `debug`. @defaultValue `info` */
  readonly level?: EventEmission['level'];
  /** @defaultValue the machine's clock */
  readonly clock?: ClockPort;
  /** Takes one line at a time. @defaultValue the standard error */
  readonly writeLine?: (line: string) => void;
}

/**
 * Writes telemetry as lines for a person: time, level, name, message and the context as JSON. Secrets
 * are cut out, by the names of fields and in URLs.
 */
export function createTelemetryConsoleAdapter(config: TelemetryConsoleConfig = {}): TelemetryPort {
  const { level = 'info', clock = systemClock, writeLine = writeErrorLine } = config;
  const write = (line: Line): void => {
    if (LEVELS.indexOf(line.level) < LEVELS.indexOf(level)) return;
    const { timestamp = clock.nowMs(), name, message, values } = line;
    const shown = values === undefined ? '' : ` ${JSON.stringify(values)}`;
    writeLine(`${isoTime(timestamp)} ${line.level.padEnd(5)} ${name} ${message}${shown}`);
  };
  const emitSpan = (span: SpanEmission): void => {
    const took = span.durationMs === undefined ? '' : ` in ${span.durationMs} ms`;
    write({
      level: 'debug',
      name: `${span.operation}.${span.name}`,
      message: `${span.status}${took}`,
      values: span.attributes,
      timestamp: span.endTime,
    });
  };
  return scrubTelemetry({
    emitEvent: ({ name, level: eventLevel, message, context, error, timestamp }) =>
      write({
        level: eventLevel,
        name,
        message,
        values: error === undefined ? context : { ...context, error },
        timestamp,
      }),
    emitMetric: ({ name, value, labels, timestamp }) =>
      write({ level: 'debug', name, message: String(value), values: labels, timestamp }),
    startSpan: (name, operation) => ({ name, operation, startTime: clock.nowMs(), status: 'ok' }),
    endSpan: (span) => emitSpan(endedSpan(span, clock.nowMs())),
    emitSpan,
  });
}

interface Line {
  readonly level: EventEmission['level'];
  readonly name: string;
  readonly message: string;
  readonly values: object | undefined;
  readonly timestamp: number | undefined;
}

function endedSpan(span: SpanEmission, nowMs: number): SpanEmission {
  const endTime = span.endTime ?? nowMs;
  return { ...span, endTime, durationMs: span.durationMs ?? endTime - span.startTime };
}
