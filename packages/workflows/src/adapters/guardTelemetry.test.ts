import { describe, expect, it, vi } from 'vitest';

import {
  createRecordingTelemetry,
  createThrowingTelemetry,
} from '../testing/recordingTelemetry.ts';
import { guardTelemetry } from './guardTelemetry.ts';

const event = { name: 'n', level: 'info', message: 'm' } as const;
const metric = { name: 'n', type: 'counter', value: 1 } as const;

describe('guardTelemetry', () => {
  it('passes everything on', () => {
    const recording = createRecordingTelemetry();
    const guarded = guardTelemetry(recording);
    guarded.emitEvent(event);
    guarded.emitMetric(metric);
    const span = guarded.startSpan('s', 'o');
    guarded.endSpan(span);
    guarded.emitSpan(span);
    expect(recording.events).toEqual([event]);
    expect(recording.metrics).toEqual([metric]);
    expect(recording.spans).toEqual([span, span]);
  });

  it('keeps every error to itself', () => {
    const guarded = guardTelemetry(createThrowingTelemetry());
    guarded.emitEvent(event);
    guarded.emitMetric(metric);
    const span = guarded.startSpan('s', 'o');
    expect(span).toEqual({ name: 's', operation: 'o', startTime: 0, status: 'ok' });
    guarded.endSpan(span);
    guarded.emitSpan(span);
  });

  it('keeps the rejections of an asynchronous port to itself', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const reject = (): unknown => Promise.reject(new Error('no collector'));
    const guarded = guardTelemetry({
      ...createRecordingTelemetry(),
      emitEvent: reject,
      emitMetric: reject,
      emitSpan: reject,
      endSpan: reject,
    });
    guarded.emitEvent(event);
    guarded.emitMetric(metric);
    const span = guarded.startSpan('s', 'o');
    guarded.endSpan(span);
    guarded.emitSpan(span);
    await new Promise(setImmediate);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
