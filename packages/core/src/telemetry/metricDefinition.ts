import type { MetricType } from '../ports/telemetryPort.ts';

/** What one step of a metric's value stands for. */
export type MetricUnit =
  | 'attempts'
  | 'basis points'
  | 'bytes'
  | 'calls'
  | 'errors'
  | 'events'
  | 'lamports'
  | 'none'
  | 'ratio'
  | 'seconds'
  | 'seconds since the Unix epoch'
  | 'slots'
  | 'trades';

/**
 * Values that a label may take: all of them by name, or where they come from when the set is as
 * large as a configuration or a catalogue. A key, a mint or a signature is never one.
 */
export type LabelValues = readonly string[] | LabelSource;

/** A bounded set of values that is written down elsewhere. */
export interface LabelSource {
  /** What bounds the set, in words. */
  readonly boundedBy: string;
}

/** Everything there is to know of one metric. */
export interface MetricDefinition {
  readonly type: Extract<MetricType, 'counter' | 'gauge' | 'histogram'>;
  readonly unit: MetricUnit;
  /** One sentence for whoever sees the name on a dashboard. */
  readonly help: string;
  readonly labels: Readonly<Record<string, LabelValues>>;
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** Checks a table of metrics at compile time and hands it back unchanged. */
export function defineMetrics<const Table extends Record<string, MetricDefinition>>(
  table: Table,
): Table {
  return table;
}
