import type { EventEmission, SpanEmission, TelemetryPort } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { FIXTURE_NOW_MS } from '../testing/journalFixtures.ts';
import { createExecutorTelemetry } from './executorTelemetry.ts';

function setUp(changes: Partial<TelemetryPort> = {}) {
  const platform = createFakePlatform({ delays: 'at-once' });
  const spans: SpanEmission[] = [];
  const events: EventEmission[] = [];
  const refuse = () => {
    throw new Error('not expected');
  };
  const port: TelemetryPort = {
    emitMetric: refuse,
    startSpan: refuse,
    endSpan: refuse,
    emitSpan: (span) => void spans.push(span),
    emitEvent: (event) => void events.push(event),
    ...changes,
  };
  const clock = { nowMs: () => FIXTURE_NOW_MS };
  return { telemetry: createExecutorTelemetry({ port, clock, platform }), platform, spans, events };
}

const BROKEN: Partial<TelemetryPort> = {
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
