import { describe, expect, it } from 'vitest';

import { createManualClock } from '../testing/manualClock.ts';
import {
  createRecordingTelemetry,
  createThrowingTelemetry,
} from '../testing/recordingTelemetry.ts';
import { combineTelemetry } from './combineTelemetry.ts';

const event = { name: 'n', level: 'info', message: 'm' } as const;
const metric = { name: 'n', type: 'counter', value: 1 } as const;
const span = { name: 's', operation: 'o', startTime: 1, status: 'ok' } as const;

describe('combineTelemetry', () => {
  it('hands everything to every sink', () => {
    const clock = createManualClock(500);
    const [one, two] = [createRecordingTelemetry(), createRecordingTelemetry()];
    const combined = combineTelemetry(
      [
        { name: 'console', port: one },
        { name: 'prometheus', port: two },
      ],
      { clock },
    );
    combined.emitEvent(event);
    combined.emitMetric(metric);
    combined.emitSpan(span);
    const started = combined.startSpan('s', 'o');
    clock.advance(20);
    combined.endSpan(started);
    for (const { events, metrics, spans } of [one, two]) {
      expect(events).toEqual([event]);
      expect(metrics).toEqual([metric]);
      expect(spans).toEqual([span, { ...started, startTime: 500, endTime: 520, durationMs: 20 }]);
    }
  });

  it('keeps a sink that throws from everybody else, tells it once and counts it always', () => {
    const healthy = createRecordingTelemetry();
    const combined = combineTelemetry([
      { name: 'pino', port: createThrowingTelemetry() },
      { name: 'prometheus', port: healthy },
    ]);
    combined.emitSpan(span);
    combined.emitEvent(event);
    combined.emitMetric(metric);
    combined.endSpan(combined.startSpan('s', 'o'));
    expect(healthy.spans).toHaveLength(2);
    expect(healthy.events.filter(({ name }) => name === 'n')).toEqual([event]);
    expect(healthy.events.filter(({ name }) => name === 'telemetry.sink.failed')).toHaveLength(1);
    expect(healthy.metrics.filter(({ name }) => name === 'n')).toEqual([metric]);
    const failures = healthy.metrics.filter(({ labels }) => labels?.['sink'] === 'pino');
    expect(failures).toHaveLength(4);
  });

  it('counts what a sink rejects as well', async () => {
    const healthy = createRecordingTelemetry();
    const reject = (): unknown => Promise.reject(new Error('no collector'));
    const combined = combineTelemetry([
      { name: 'other', port: { ...createRecordingTelemetry(), emitEvent: reject } },
      { name: 'prometheus', port: healthy },
    ]);
    combined.emitEvent(event);
    await new Promise(setImmediate);
    expect(healthy.metrics).toMatchObject([
      { name: 'quantbot_telemetry_failures_total', labels: { sink: 'other' } },
    ]);
  });

  it('survives that every sink throws', () => {
    const combined = combineTelemetry([
      { name: 'pino', port: createThrowingTelemetry() },
      { name: 'opentelemetry', port: createThrowingTelemetry() },
    ]);
    expect(() => {
      combined.emitEvent(event);
      combined.emitMetric(metric);
      combined.emitSpan(span);
      combined.endSpan(combined.startSpan('s', 'o'));
    }).not.toThrow();
  });
});
