/** Kind of a metric. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary';

/** One reading of a metric. */
export interface MetricEmission {
  /** One of the catalogue (docs/metrics.md) where the executor emits it; its unit is in its name. */
  name: string;
  /** What `value` does to what was told before. */
  type: MetricType;
  /** A counter: how much it rises by. A gauge: how it stands. A histogram: one observation. */
  value: number;
  /** Values of its labels, by their names; never secrets, and few different ones. */
  labels?: Record<string, string>;
  /** Milliseconds since the Unix epoch. */
  timestamp?: number;
}

/** One thing that happened. */
export interface EventEmission {
  /** Stable name, with dots: `execution.trade.failed`. */
  name: string;
  /** `error` wants somebody to look, `warn` to know. */
  level: 'debug' | 'info' | 'warn' | 'error';
  /** A sentence for a person. */
  message: string;
  /** What it is about, for a machine; never secrets. */
  context?: Record<string, unknown>;
  /** Milliseconds since the Unix epoch. */
  timestamp?: number;
  /** What was thrown, where something was. */
  error?: { message: string; stack?: string; code?: string };
}

/** One timed piece of work. */
export interface SpanEmission {
  /** What was worked on. */
  name: string;
  /** Kind of the work. */
  operation: string;
  /** Milliseconds since the Unix epoch. */
  startTime: number;
  /** Milliseconds since the Unix epoch, once ended. */
  endTime?: number;
  /** Milliseconds it took. */
  durationMs?: number;
  /** How it ended; `ok` while it goes on. */
  status: 'ok' | 'error' | 'cancelled';
  /** What it is about. */
  attributes?: Record<string, string | number | boolean>;
  /** What happened within it; `timestamp` in milliseconds since the Unix epoch. */
  events?: Array<{ name: string; timestamp: number; attributes?: Record<string, unknown> }>;
}

/** Where metrics, events and spans go. An adapter never throws: telemetry must not stop a trade. */
export interface TelemetryPort {
  /** Takes one reading. */
  emitMetric(metric: MetricEmission): void;
  /** Takes one event. */
  emitEvent(event: EventEmission): void;
  /** Begins a span, which the caller ends by `endSpan`. */
  startSpan(name: string, operation: string): SpanEmission;
  /** Ends a span that `startSpan` began, with the status and attributes that it has by then. */
  endSpan(span: SpanEmission): void;
  /** Takes a span that has ended already. */
  emitSpan(span: SpanEmission): void;
}
