import { METRICS, type MetricEmission } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createTelemetryPrometheusAdapter, PROCESS_METRICS } from './telemetryPrometheusAdapter.ts';

const create = () => createTelemetryPrometheusAdapter({ measuresProcess: false });

function counter(name: string, labels: Record<string, string>, value = 1): MetricEmission {
  return { name, type: 'counter', value, labels };
}

/** Lines of one metric, without its comments. */
async function linesOf(adapter: ReturnType<typeof create>, name: string): Promise<string[]> {
  const text = await adapter.renderMetrics();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

describe('createTelemetryPrometheusAdapter', () => {
  it('adds up counters, keeps gauges and sorts observations into buckets', async () => {
    const adapter = create();
    adapter.emitMetric(counter('quantbot_fee_lamports_total', { kind: 'tip' }, 10_000));
    adapter.emitMetric(counter('quantbot_fee_lamports_total', { kind: 'tip' }, 5_000));
    const gauge = { name: 'quantbot_landing_rate_ratio', type: 'gauge' } as const;
    adapter.emitMetric({ ...gauge, value: 0.5 });
    adapter.emitMetric({ ...gauge, value: 0.75 });
    const slots = { name: 'quantbot_landing_slots', type: 'histogram' } as const;
    adapter.emitMetric({ ...slots, value: 2, labels: { lane: 'rpc' } });
    expect(await linesOf(adapter, 'quantbot_fee_lamports_total')).toContain(
      'quantbot_fee_lamports_total{kind="tip"} 15000',
    );
    expect(await linesOf(adapter, 'quantbot_landing_rate_ratio')).toEqual([
      'quantbot_landing_rate_ratio 0.75',
    ]);
    const buckets = await linesOf(adapter, 'quantbot_landing_slots_bucket');
    expect(buckets).toContain('quantbot_landing_slots_bucket{le="1",lane="rpc"} 0');
    expect(buckets).toContain('quantbot_landing_slots_bucket{le="2",lane="rpc"} 1');
  });

  it('has counters with few labels at zero, and says nothing of a gauge nobody told', async () => {
    const adapter = create();
    expect(await linesOf(adapter, 'quantbot_rollbacks_total')).toEqual([
      'quantbot_rollbacks_total{from="landed"} 0',
      'quantbot_rollbacks_total{from="confirmed"} 0',
    ]);
    expect(await adapter.renderMetrics()).not.toContain('quantbot_landing_rate_ratio ');
    expect(await linesOf(adapter, 'quantbot_errors_total')).toEqual([]);
  });

  it('counts events by name and level, whoever emits them', async () => {
    const adapter = create();
    const event = { level: 'warn', message: 'm' } as const;
    adapter.emitEvent({ ...event, name: 'execution.trade.failed' });
    adapter.emitEvent({ ...event, name: 'a.strategy.of.mine' });
    expect(await linesOf(adapter, 'quantbot_events_total')).toEqual([
      'quantbot_events_total{event="execution.trade.failed",level="warn"} 1',
      'quantbot_events_total{event="other",level="warn"} 1',
    ]);
  });

  it('takes no series from whoever emits what the table lacks', async () => {
    const adapter = create();
    adapter.emitMetric(counter('my_total', {}));
    adapter.emitMetric({ name: 'quantbot_conflicts_total', type: 'gauge', value: 5 });
    adapter.emitMetric(counter('quantbot_conflicts_total', {}, Number.NaN));
    adapter.emitMetric(counter('quantbot_conflicts_total', {}, -1));
    adapter.emitMetric(counter('quantbot_conflicts_total', { key: 'trade-1' }));
    const text = await adapter.renderMetrics();
    expect(text).not.toContain('my_total');
    expect(text).not.toContain('trade-1');
    expect(text).toContain('\nquantbot_conflicts_total 1\n');
  });

  it('keeps the number of series bounded, whatever the labels are', async () => {
    const adapter = create();
    for (let index = 0; index < 300; index += 1) {
      const odd = `odd-${index}`;
      adapter.emitMetric(counter('quantbot_errors_total', { class: odd, code: odd }));
      adapter.emitMetric(
        counter('quantbot_lane_answers_total', { lane: 'rpc', endpoint: odd, answer: 'refused' }),
      );
      adapter.emitMetric(counter('quantbot_rollbacks_total', { from: odd }));
    }
    adapter.emitMetric(
      counter('quantbot_errors_total', { class: 'BREAKER', code: 'BREAKER__OPEN' }),
    );
    expect(await linesOf(adapter, 'quantbot_errors_total')).toEqual([
      'quantbot_errors_total{class="other",code="other"} 300',
      'quantbot_errors_total{class="BREAKER",code="BREAKER__OPEN"} 1',
    ]);
    expect(await linesOf(adapter, 'quantbot_rollbacks_total')).toHaveLength(3);
    const endpoints = await linesOf(adapter, 'quantbot_lane_answers_total');
    expect(endpoints).toHaveLength(65);
    expect(endpoints.at(-1)).toMatch(/endpoint="other".* 236$/u);
  });

  it('has every metric of the table, once each was told', async () => {
    const adapter = create();
    for (const [name, { type, labels }] of Object.entries(METRICS)) {
      const first = Object.entries(labels).map(([label, values]) => [
        label,
        Array.isArray(values) ? String(values[0]) : 'x',
      ]);
      adapter.emitMetric({ name, type, value: 1, labels: Object.fromEntries(first) as never });
    }
    const text = await adapter.renderMetrics();
    for (const [name, { help, type }] of Object.entries(METRICS)) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
    }
    expect(adapter.contentType).toContain('text/plain');
  });

  it('measures the process unless it is told not to', async () => {
    expect(await create().renderMetrics()).not.toContain('process_');
    const text = await createTelemetryPrometheusAdapter().renderMetrics();
    const names = [...text.matchAll(/^# HELP (\S+)/gmu)].map(([, name]) => name);
    const table = [...Object.keys(PROCESS_METRICS), ...Object.keys(METRICS)];
    expect(table).toEqual(expect.arrayContaining(names));
    expect(names).toEqual(expect.arrayContaining(Object.keys(PROCESS_METRICS)));
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/mu);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \S+$/mu);
  });
});
