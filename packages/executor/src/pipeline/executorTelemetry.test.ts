import {
  fault,
  type EventEmission,
  type MetricEmission,
  type SpanEmission,
  type TelemetryPort,
} from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { FIXTURE_NOW_MS } from '../testing/journalFixtures.ts';
import { createExecutorTelemetry } from './executorTelemetry.ts';

function setUp(changes: Partial<TelemetryPort> = {}) {
  const platform = createFakePlatform({ delays: 'at-once' });
  const spans: SpanEmission[] = [];
  const events: EventEmission[] = [];
  const metrics: MetricEmission[] = [];
  const refuse = () => {
    throw new Error('not expected');
  };
  const port: TelemetryPort = {
    emitMetric: (metric) => void metrics.push(metric),
    startSpan: refuse,
    endSpan: refuse,
    emitSpan: (span) => void spans.push(span),
    emitEvent: (event) => void events.push(event),
    ...changes,
  };
  const clock = { nowMs: () => FIXTURE_NOW_MS };
  return {
    telemetry: createExecutorTelemetry({ port, clock, platform }),
    platform,
    spans,
    events,
    metrics,
  };
}

const BROKEN: Partial<TelemetryPort> = {
  emitMetric: () => {
    throw new Error('no disk');
  },
  emitSpan: () => {
    throw new Error('no disk');
  },
  emitEvent: () => {
    throw new Error('no disk');
  },
};

describe('createExecutorTelemetry', () => {
  it('times a stage and passes its value on', async () => {
    const { telemetry, platform, spans } = setUp();
    const value = await telemetry.stageAsync('key-1', 'quote', async () => {
      await platform.delay(25);
      return 7;
    });
    expect(value).toBe(7);
    expect(spans).toEqual([
      {
        name: 'execution.quote',
        operation: 'quote',
        startTime: FIXTURE_NOW_MS,
        endTime: FIXTURE_NOW_MS + 25,
        durationMs: 25,
        status: 'ok',
        attributes: { key: 'key-1' },
      },
    ]);
  });

  it('reports a stage that threw once, and throws the same', async () => {
    const { telemetry, spans } = setUp();
    const broken = new Error('broken');
    expect(() =>
      telemetry.stage('key-1', 'build', () => {
        throw broken;
      }),
    ).toThrow(broken);
    await expect(
      telemetry.stageAsync('key-1', 'fill', async () => Promise.reject(broken)),
    ).rejects.toBe(broken);
    expect(spans.map(({ name, status }) => [name, status])).toEqual([
      ['execution.build', 'error'],
      ['execution.fill', 'error'],
    ]);
  });

  it('tells a fault as a refusal with its code, and times it as one', async () => {
    const { telemetry, spans, metrics } = setUp();
    const refused = fault('EXECUTOR__CLOSED');
    expect(telemetry.stage('key-1', 'approve', () => refused)).toBe(refused);
    await telemetry.stageAsync('key-1', 'quote', async () => refused);
    expect(spans).toMatchObject([
      { status: 'error', attributes: { key: 'key-1', code: 'EXECUTOR__CLOSED' } },
      { status: 'error', attributes: { key: 'key-1', code: 'EXECUTOR__CLOSED' } },
    ]);
    expect(metrics).toMatchObject([
      { labels: { stage: 'approve', outcome: 'fault' }, type: 'histogram' },
      { labels: { stage: 'quote', outcome: 'fault' } },
    ]);
  });

  it('ends a stage that was begun once, however often it is ended', async () => {
    const { telemetry, platform, spans, metrics } = setUp();
    const end = telemetry.begin('submit');
    await platform.delay(12);
    end('key-1', 'ok', { lane: 'rpc' });
    end('key-1', 'fault');
    expect(spans).toMatchObject([
      {
        operation: 'submit',
        durationMs: 12,
        status: 'ok',
        attributes: { key: 'key-1', lane: 'rpc' },
      },
    ]);
    expect(metrics).toEqual([
      {
        name: 'quantbot_stage_duration_seconds',
        type: 'histogram',
        value: 0.012,
        labels: { stage: 'submit', outcome: 'ok' },
      },
    ]);
  });

  it('reports the life of a trade as one span', () => {
    const { telemetry, spans } = setUp();
    telemetry.trade(FIXTURE_NOW_MS - 4_000, 'error', { key: 'key-1', status: 'failed' });
    expect(spans).toEqual([
      {
        name: 'execution.trade',
        operation: 'trade',
        startTime: FIXTURE_NOW_MS - 4_000,
        endTime: FIXTURE_NOW_MS,
        durationMs: 4_000,
        status: 'error',
        attributes: { key: 'key-1', status: 'failed' },
      },
    ]);
  });

  it('reports an event with its context apart from its message', () => {
    const { telemetry, events } = setUp();
    telemetry.event('warn', 'execution.trade.failed', { message: 'it failed', key: 'key-1' });
    expect(events).toEqual([
      {
        name: 'execution.trade.failed',
        level: 'warn',
        message: 'it failed',
        context: { key: 'key-1' },
        timestamp: FIXTURE_NOW_MS,
      },
    ]);
  });

  it('lets no defect of the port reach a trade', async () => {
    const { telemetry } = setUp(BROKEN);
    expect(telemetry.stage('key-1', 'journal', () => 7)).toBe(7);
    await expect(telemetry.stageAsync('key-1', 'sign', async () => 8)).resolves.toBe(8);
    expect(() => {
      telemetry.metric('quantbot_conflicts_total', 1, {});
      telemetry.trade(0, 'ok', {});
      telemetry.event('error', 'execution.trade.failed', { message: 'text' });
    }).not.toThrow();
  });

  it('measures nothing without a port', async () => {
    const platform = createFakePlatform();
    const clock = { nowMs: () => 0 };
    const telemetry = createExecutorTelemetry({ port: undefined, clock, platform });
    expect(telemetry.stage('key-1', 'build', () => 7)).toBe(7);
    await expect(telemetry.stageAsync('key-1', 'sign', async () => 8)).resolves.toBe(8);
    telemetry.event('error', 'execution.trade.failed', { message: 'text' });
  });
});
