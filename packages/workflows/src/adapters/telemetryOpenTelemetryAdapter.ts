import type { SpanEmission, TelemetryPort } from '@quantbot/core';
import {
  context,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type HrTime,
  type Span,
  type Tracer,
} from '@opentelemetry/api';

import { systemClock } from '../platform/systemClock.ts';
import { scrubTelemetry } from './scrubTelemetry.ts';
import { silentTelemetry } from './silentTelemetry.ts';

/** Settings of {@link createTelemetryOpenTelemetryAdapter}. */
export interface TelemetryOpenTelemetryConfig {
  /** Makes the spans. @defaultValue the tracer `quantbot` of the provider that is registered */
  readonly tracer?: Tracer;
  /** Wall time in milliseconds, for spans that are started here. @defaultValue the machine's clock */
  readonly nowMs?: () => number;
}

/** Stage that a trade begins with. */
const FIRST_STAGE = 'receive';

/** Trades whose span is remembered, so that later stages find their trace. */
const TRADES_MAX = 4_096;

/**
 * Makes one trace for each trade: a span `execution.trade` over its whole life and under it one for
 * each stage, with the trade's key as `quantbot.key`. The trade's span is a child of the span that
 * was active when `execute()` was called. Warnings and errors about a trade are events of its span.
 * Metrics are left to Prometheus.
 *
 * A trade that is followed by another process after a restart gets a second trace there; the key
 * finds both.
 */
export function createTelemetryOpenTelemetryAdapter(
  config: TelemetryOpenTelemetryConfig = {},
): TelemetryPort {
  const { tracer = trace.getTracer('quantbot'), nowMs = () => systemClock.nowMs() } = config;
  const trades = createTradeSpans(tracer);
  const emitSpan = (span: SpanEmission): void => {
    const key = span.attributes?.['key'];
    if (typeof key !== 'string') {
      endNow(tracer.startSpan(span.name, startOf(span)), span);
      return;
    }
    const root = trades.of(key, span);
    if (span.operation === 'trade') {
      root.setAttributes(attributesOf(span));
      endNow(root, span);
      return;
    }
    const parent = trace.setSpan(context.active(), root);
    endNow(tracer.startSpan(span.name, startOf(span), parent), span);
  };
  const port: TelemetryPort = {
    ...silentTelemetry,
    startSpan: (name, operation) => ({ name, operation, startTime: nowMs(), status: 'ok' }),
    endSpan: (span) => {
      emitSpan({ ...span, endTime: span.endTime ?? nowMs() });
    },
    emitSpan,
    emitEvent: ({ name, level, message, context: about, timestamp }) => {
      const key = about?.['key'];
      if (typeof key !== 'string' || (level !== 'warn' && level !== 'error')) return;
      trades.known(key)?.addEvent(name, { message, level }, hrTime(timestamp ?? nowMs()));
    },
  };
  return scrubTelemetry(port);
}

function startOf(span: SpanEmission) {
  return { startTime: hrTime(span.startTime), attributes: attributesOf(span) };
}

function endNow(made: Span, { status, endTime, startTime, attributes }: SpanEmission): void {
  if (status === 'error') {
    const code = attributes?.['code'];
    made.setStatus({
      code: SpanStatusCode.ERROR,
      ...(typeof code === 'string' ? { message: code } : {}),
    });
  }
  made.end(hrTime(endTime ?? startTime));
}

/** A plain number that is small would be taken for milliseconds since the process began. */
function hrTime(epochMs: number): HrTime {
  return [Math.floor(epochMs / 1_000), Math.round((epochMs % 1_000) * 1_000_000)];
}

function attributesOf({ operation, attributes = {} }: SpanEmission): Attributes {
  const named: Attributes = { 'quantbot.operation': operation };
  for (const [name, value] of Object.entries(attributes)) named[`quantbot.${name}`] = value;
  return named;
}

/** Spans of trades by key, the newest of them; one that is forgotten while it is open is ended. */
function createTradeSpans(tracer: Tracer) {
  const spans = new Map<string, Span>();
  const forgetOldest = (): void => {
    for (const [key, span] of spans) {
      if (spans.size <= TRADES_MAX) return;
      spans.delete(key);
      if (span.isRecording()) span.end();
    }
  };
  const start = (key: string, startTime: number, parent: Context): Span => {
    const span = tracer.startSpan(
      'execution.trade',
      { startTime: hrTime(startTime), attributes: { 'quantbot.key': key } },
      parent,
    );
    spans.set(key, span);
    forgetOldest();
    return span;
  };
  return {
    known: (key: string): Span | undefined => spans.get(key),
    of: (key: string, { startTime, operation }: SpanEmission): Span => {
      const known = spans.get(key);
      // A denied key that is used again begins anew; what comes late belongs to the trace that was.
      const isAnew = operation === FIRST_STAGE && known?.isRecording() === false;
      if (known !== undefined && !isAnew) return known;
      spans.delete(key);
      return start(key, startTime, context.active());
    },
  };
}
