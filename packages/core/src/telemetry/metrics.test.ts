import { describe, expect, it } from 'vitest';

import { TRADE_STATUSES } from '../execution/tradeStatus.ts';
import { EVENT_NAMES } from './eventNames.ts';
import type { LabelValues, MetricDefinition } from './metricDefinition.ts';
import { METRICS } from './metrics.ts';

const ROWS: ReadonlyArray<[string, MetricDefinition]> = Object.entries(METRICS);

/** Unit that each ending of a name stands for. */
const ENDINGS: ReadonlyArray<readonly [RegExp, MetricDefinition['unit']]> = [
  [/_timestamp_seconds$/u, 'seconds since the Unix epoch'],
  [/_seconds$/u, 'seconds'],
  [/_lamports(?:_total)?$/u, 'lamports'],
  [/_slots$/u, 'slots'],
  [/_bps$/u, 'basis points'],
  [/_ratio$/u, 'ratio'],
];

function isListed(values: LabelValues): values is readonly string[] {
  return Array.isArray(values);
}

describe('the table of metrics', () => {
  it.each(ROWS)('%s is named by the conventions of Prometheus', (name, { type, unit }) => {
    expect(name).toMatch(/^quantbot_[a-z]+(?:_[a-z]+)*$/u);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    const named = ENDINGS.find(([ending]) => ending.test(name))?.[1];
    const measured = ENDINGS.some(([, known]) => known === unit);
    expect(named ?? 'none').toBe(measured ? unit : 'none');
  });

  it.each(ROWS)('%s has a sentence of help and labels that are bounded', (_name, definition) => {
    expect(definition.help).toMatch(/^[\dA-Z].*\.$/u);
    for (const [label, values] of Object.entries(definition.labels)) {
      expect(label).toMatch(/^[a-z]+$/u);
      expect(['key', 'mint', 'token', 'signature', 'wallet', 'trade']).not.toContain(label);
      if (isListed(values)) expect(new Set(values).size).toBe(values.length);
      else expect(values.boundedBy).toMatch(/^the /u);
    }
  });

  it.each(ROWS)('%s has buckets that rise, if it is a histogram', (_name, { type, buckets }) => {
    expect(buckets !== undefined).toBe(type === 'histogram');
    expect(buckets ?? []).toEqual((buckets ?? []).toSorted((left, right) => left - right));
  });

  it('counts every state that a trade can be in, open or ended', () => {
    const states = [
      ...METRICS.quantbot_open_trades.labels.status,
      ...METRICS.quantbot_trades_ended_total.labels.status,
    ];
    expect(states.toSorted()).toEqual(TRADE_STATUSES.toSorted());
  });
});

it('names every event once, in order', () => {
  expect(EVENT_NAMES.toSorted()).toEqual(EVENT_NAMES);
  expect(new Set(EVENT_NAMES).size).toBe(EVENT_NAMES.length);
});
