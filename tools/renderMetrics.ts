import { EVENT_NAMES, METRICS, type LabelValues, type MetricDefinition } from '@quantbot/core';
import { PROCESS_METRICS } from '@quantbot/workflows/telemetry/prometheus';

import { markdownTable } from './markdownTable.ts';

/** Writes the reference of metrics and events, as Markdown that still has to be formatted. */
export function renderMetrics(): string {
  const rows: ReadonlyArray<[string, MetricDefinition]> = Object.entries(METRICS);
  return [
    '# Metrics',
    'Generated from the table in `packages/core/src/telemetry/metrics.ts` by `npm run docs`; do ' +
      'not edit. How to turn them on, and queries: [telemetry.md](telemetry.md).',
    'Counters count since the process started. Money is in lamports, time in seconds. No label ' +
      'ever carries a key, a mint, a wallet or a signature; a value that a label may not have ' +
      'becomes `other`, so the number of series is bounded whatever happens.',
    '## Metrics of execution',
    markdownTable(
      ['Metric', 'Type', 'Unit', 'Labels', 'What it says'],
      rows.map(([name, definition]) => [
        `\`${name}\``,
        definition.type,
        definition.unit,
        labelsOf(definition.labels),
        definition.help,
      ]),
    ),
    '## Buckets of histograms',
    markdownTable(
      ['Metric', 'Upper bounds'],
      rows.flatMap(([name, { buckets }]) =>
        buckets === undefined ? [] : [[`\`${name}\``, buckets.join(', ')]],
      ),
    ),
    '## Metrics of the process',
    'Measured by `prom-client` under the names that its dashboards know.',
    markdownTable(
      ['Metric', 'Type', 'Labels', 'What it says'],
      Object.entries(PROCESS_METRICS).map(([name, { type, labels, help }]) => [
        `\`${name}\``,
        type,
        labels.map((label) => `\`${label}\``).join(', '),
        help,
      ]),
    ),
    '## Events',
    'Values of the label `event` of `quantbot_events_total`, and names of events in logs.',
    EVENT_NAMES.map((name) => `\`${name}\``).join(', ') + '.',
  ].join('\n\n');
}

function labelsOf(labels: MetricDefinition['labels']): string {
  return Object.entries(labels)
    .map(([name, values]) => `\`${name}\`: ${valuesOf(values)}`)
    .join('; ');
}

function valuesOf(values: LabelValues): string {
  return 'boundedBy' in values
    ? values.boundedBy
    : values.map((value) => `\`${value}\``).join(', ');
}
