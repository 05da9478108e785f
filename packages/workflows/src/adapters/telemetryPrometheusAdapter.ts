import {
  ERROR_CODES,
  EVENT_NAMES,
  isErrorCode,
  METRICS,
  type LabelValues,
  type MetricDefinition,
  type MetricEmission,
  type MetricName,
  type TelemetryPort,
} from '@quantbot/core';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { silentTelemetry } from './silentTelemetry.ts';

export { PROCESS_METRICS, type ProcessMetric } from './processMetrics.ts';

/** Settings of {@link createTelemetryPrometheusAdapter}. */
export interface TelemetryPrometheusConfig {
  /**
   * Whether the process itself is measured as well: event-loop lag, memory, garbage collection and
   * what else the library knows. @defaultValue true
   */
  readonly measuresProcess?: boolean;
}

/** Telemetry that keeps metrics for a Prometheus server to scrape. Spans go nowhere. */
export interface TelemetryPrometheusAdapter extends TelemetryPort {
  /** Media type of what `renderMetrics` gives. */
  readonly contentType: string;
  /** All metrics in the text format of Prometheus. */
  renderMetrics(): Promise<string>;
}

/** Distinct endpoints that are told apart; a configuration has no more. */
const ENDPOINTS_MAX = 64;

/** Combinations of labels up to which a counter stands at zero before anything was counted. */
const ZEROS_MAX = 64;

/** Stands for every value that a label may not have. */
const OTHER = 'other';

/**
 * Keeps the metrics of the table in `METRICS`. A metric that the table lacks is left out, and a
 * label value that it does not allow becomes `other`: whatever a caller emits, the number of series
 * stays bounded, and no key, mint or signature becomes one.
 */
export function createTelemetryPrometheusAdapter(
  config: TelemetryPrometheusConfig = {},
): TelemetryPrometheusAdapter {
  const { measuresProcess = true } = config;
  const registry = new Registry();
  const sinks = new Map<string, Sink>();
  for (const [name, definition] of Object.entries(METRICS)) {
    sinks.set(name, createSink(registry, name, definition));
  }
  if (measuresProcess) collectDefaultMetrics({ register: registry });
  const emitMetric = ({ name, type, value, labels = {} }: MetricEmission): void => {
    const sink = sinks.get(name);
    if (sink === undefined || sink.type !== type || !Number.isFinite(value)) return;
    sink.take(value, labels);
  };
  const events: MetricName = 'quantbot_events_total';
  return {
    ...silentTelemetry,
    emitMetric,
    emitEvent: ({ name, level }) => {
      emitMetric({ name: events, type: 'counter', value: 1, labels: { event: name, level } });
    },
    contentType: registry.contentType,
    renderMetrics: async () => registry.metrics(),
  };
}

type Labels = Readonly<Record<string, string>>;

interface Sink {
  readonly type: MetricDefinition['type'];
  take(value: number, labels: Labels): void;
}

function createSink(registry: Registry, name: string, definition: MetricDefinition): Sink {
  const { type, help, labels, buckets = [] } = definition;
  const labelNames = Object.keys(labels);
  const settings = { name, help, labelNames, registers: [registry] };
  const bound = createBounds(labels);
  switch (type) {
    case 'counter': {
      const counter = new Counter(settings);
      for (const zero of zerosOf(labels)) counter.inc(zero, 0);
      return {
        type,
        take: (value, given) => {
          if (value >= 0) counter.inc(bound(given), value);
        },
      };
    }
    case 'histogram': {
      const histogram = new Histogram({ ...settings, buckets: [...buckets] });
      return {
        type,
        take: (value, given) => {
          histogram.observe(bound(given), value);
        },
      };
    }
    case 'gauge': {
      // Made when it is first told: a gauge nobody has told anything says nothing, and not zero.
      let gauge: Gauge | undefined;
      return {
        type,
        take: (value, given) => {
          gauge ??= new Gauge(settings);
          gauge.set(bound(given), value);
        },
      };
    }
    default:
      return type satisfies never;
  }
}

/**
 * Every combination of labels with few values: a rate over a counter sees its first step only when
 * the counter was there before.
 */
function zerosOf(labels: MetricDefinition['labels']): readonly Labels[] {
  let zeros: Labels[] = [{}];
  for (const [name, values] of Object.entries(labels)) {
    if (!isListed(values)) return [];
    zeros = zeros.flatMap((zero) => values.map((value) => ({ ...zero, [name]: value })));
  }
  return zeros.length > ZEROS_MAX ? [] : zeros;
}

/** Keeps label values inside their bounds. */
function createBounds(labels: MetricDefinition['labels']): (given: Labels) => Labels {
  const bounds = Object.entries(labels).map(([name, values]) => ({
    name,
    isAllowed: isListed(values) ? allowsListed(values) : allowsSource(name),
  }));
  return (given) => {
    const bounded: Record<string, string> = {};
    for (const { name, isAllowed } of bounds) {
      const value = given[name];
      bounded[name] = value !== undefined && isAllowed(value) ? value : OTHER;
    }
    return bounded;
  };
}

function isListed(values: LabelValues): values is readonly string[] {
  return Array.isArray(values);
}

function allowsListed(values: readonly string[]): (value: string) => boolean {
  const allowed = new Set(values);
  return (value) => allowed.has(value);
}

const CLASSES: ReadonlySet<string> = new Set(
  ERROR_CODES.map((code) => code.split('__', 1)[0] ?? ''),
);
const EVENTS: ReadonlySet<string> = new Set(EVENT_NAMES);

/** Catalogues are known here; what a configuration bounds is bounded by its number. */
function allowsSource(label: string): (value: string) => boolean {
  switch (label) {
    case 'code':
      return (value) => value === 'none' || isErrorCode(value);
    case 'class':
      return (value) => CLASSES.has(value);
    case 'event':
      return (value) => EVENTS.has(value);
    default: {
      const seen = new Set<string>();
      return (value) => {
        if (!seen.has(value) && seen.size < ENDPOINTS_MAX) seen.add(value);
        return seen.has(value);
      };
    }
  }
}
