import { SpanStatusCode } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import type { SpanEmission } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createTelemetryOpenTelemetryAdapter } from './telemetryOpenTelemetryAdapter.ts';

function create() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const telemetry = createTelemetryOpenTelemetryAdapter({
    tracer: provider.getTracer('test'),
    nowMs: () => 9_000,
  });
  const named = (name: string): ReadableSpan[] =>
    exporter.getFinishedSpans().filter((span) => span.name === name);
  return { telemetry, exporter, named };
}

function stage(operation: string, key: string, changes: Partial<SpanEmission> = {}): SpanEmission {
  return {
    name: `execution.${operation}`,
    operation,
    startTime: 1_000,
    endTime: 1_025,
    durationMs: 25,
    status: 'ok',
    attributes: { key },
    ...changes,
  };
}

const msOf = ([seconds, nanos]: readonly [number, number]): number =>
  Math.round(seconds * 1_000 + nanos / 1_000_000);

describe('createTelemetryOpenTelemetryAdapter', () => {
  it('makes one trace of a trade, a span for each stage under one for its whole life', () => {
    const { telemetry, exporter, named } = create();
    telemetry.emitSpan(stage('receive', 'one'));
    telemetry.emitSpan(stage('quote', 'one', { startTime: 1_030, endTime: 1_080 }));
    telemetry.emitSpan(stage('quote', 'two'));
    const attributes = { key: 'one', status: 'filled', lane: 'jito', attempts: 1 };
    telemetry.emitSpan(stage('trade', 'one', { endTime: 2_000, attributes }));
    // The stage in which the trade ended is told after its end.
    telemetry.emitSpan(stage('settle', 'one'));
    const [root, ...more] = named('execution.trade');
    expect(more).toEqual([]);
    expect(root?.attributes).toMatchObject({
      'quantbot.key': 'one',
      'quantbot.status': 'filled',
      'quantbot.lane': 'jito',
    });
    expect(msOf(root?.startTime ?? [0, 0])).toBe(1_000);
    expect(msOf(root?.endTime ?? [0, 0])).toBe(2_000);
    const stages = exporter
      .getFinishedSpans()
      .filter(({ parentSpanContext }) => parentSpanContext?.spanId === root?.spanContext().spanId);
    expect(stages.map(({ name }) => name)).toEqual([
      'execution.receive',
      'execution.quote',
      'execution.settle',
    ]);
    for (const span of stages) {
      expect(span.spanContext().traceId).toBe(root?.spanContext().traceId);
      expect(span.attributes['quantbot.key']).toBe('one');
    }
    const [first, other] = named('execution.quote');
    expect(msOf(first?.duration ?? [0, 0])).toBe(50);
    expect(other?.spanContext().traceId).not.toBe(first?.spanContext().traceId);
  });

  it('marks what was refused with its code, and puts warnings on the trade', () => {
    const { telemetry, named } = create();
    const code = 'QUOTE__UNAVAILABLE';
    telemetry.emitSpan(
      stage('quote', 'one', { status: 'error', attributes: { key: 'one', code } }),
    );
    const about = { context: { key: 'one' }, timestamp: 1_500 };
    telemetry.emitEvent({ name: 'execution.trade.failed', level: 'warn', message: 'm', ...about });
    telemetry.emitEvent({ name: 'quiet', level: 'debug', message: 'm', ...about });
    telemetry.emitEvent({ name: 'nobody', level: 'error', message: 'm', context: { key: 'two' } });
    telemetry.emitSpan(
      stage('trade', 'one', { status: 'error', attributes: { key: 'one', code } }),
    );
    expect(named('execution.quote')[0]?.status).toEqual({
      code: SpanStatusCode.ERROR,
      message: code,
    });
    const [root] = named('execution.trade');
    expect(root?.status).toEqual({ code: SpanStatusCode.ERROR, message: code });
    expect(root?.events.map(({ name }) => name)).toEqual(['execution.trade.failed']);
  });

  it('begins a new trace for a denied key that is used again', () => {
    const { telemetry, named } = create();
    for (const status of ['denied', 'filled']) {
      telemetry.emitSpan(stage('receive', 'one'));
      telemetry.emitSpan(stage('trade', 'one', { attributes: { key: 'one', status } }));
    }
    const roots = named('execution.trade');
    expect(roots.map(({ attributes }) => attributes['quantbot.status'])).toEqual([
      'denied',
      'filled',
    ]);
    const traces = new Set(roots.map((root) => root.spanContext().traceId));
    expect(traces.size).toBe(2);
  });

  it('ends the spans of trades that it can no longer remember', () => {
    const { telemetry, named } = create();
    for (let index = 0; index < 4_100; index += 1) {
      telemetry.emitSpan(stage('receive', `key-${index}`));
    }
    expect(named('execution.trade').map(({ attributes }) => attributes['quantbot.key'])).toEqual([
      'key-0',
      'key-1',
      'key-2',
      'key-3',
    ]);
  });

  it('makes spans of their own of work that belongs to no trade', () => {
    const { telemetry, named } = create();
    telemetry.endSpan(telemetry.startSpan('workflow.trade', 'workflow'));
    const [span] = named('workflow.trade');
    expect(span?.parentSpanContext).toBeUndefined();
    expect(msOf(span?.endTime ?? [0, 0])).toBe(9_000);
    expect(span?.attributes).toEqual({ 'quantbot.operation': 'workflow' });
  });

  it('cuts keys out of URLs', () => {
    const { telemetry, named } = create();
    const attributes = { key: 'one', endpoint: 'https://n.example/?api-key=k1' };
    telemetry.emitSpan(stage('submit', 'one', { attributes }));
    expect(named('execution.submit')[0]?.attributes['quantbot.endpoint']).toBe('https://n.example');
  });
});
