/** Kind of a metric. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary';

/** One reading of a metric. */
export interface MetricEmission {
  name: string;
  type: MetricType;
  value: number;
  labels?: Record<string, string>;
  /** Milliseconds since the Unix epoch. */
  timestamp?: number;
}

/** One thing that happened. */
export interface EventEmission {
  name: string;
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  context?: Record<string, unknown>;
  /** Milliseconds since the Unix epoch. */
  timestamp?: number;
  error?: { message: string; stack?: string; code?: string };
}

/** One timed piece of work. */
export interface SpanEmission {
  name: string;
  operation: string;
  /** Milliseconds since the Unix epoch. */
  startTime: number;
  /** Milliseconds since the Unix epoch, once ended. */
  endTime?: number;
  durationMs?: number;
  status: 'ok' | 'error' | 'cancelled';
  attributes?: Record<string, string | number | boolean>;
  events?: Array<{ name: string; timestamp: number; attributes?: Record<string, unknown> }>;
}

/** Where metrics, events and spans go. An adapter never throws: telemetry must not stop a trade. */
export interface TelemetryPort {
  emitMetric(metric: MetricEmission): void;
  emitEvent(event: EventEmission): void;
  startSpan(name: string, operation: string): SpanEmission;
  endSpan(span: SpanEmission): void;
  emitSpan(span: SpanEmission): void;
}
