import { expect, it, vi } from 'vitest';

import { createServerTelemetry } from './serverTelemetry.ts';

it('logs events, wakes followers and passes everything on', () => {
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const wake = vi.fn();
  const port = {
    emitMetric: vi.fn(),
    emitEvent: vi.fn(),
    startSpan: vi.fn(),
    endSpan: vi.fn(),
    emitSpan: vi.fn(),
  };
  const telemetry = createServerTelemetry({ logger, wake, ports: [port] });
  telemetry.emitEvent({ name: 'a.b', level: 'warn', message: 'm', context: { key: 'k' } });
  expect(logger.warn).toHaveBeenCalledWith({ event: 'a.b', key: 'k' }, 'm');
  expect(wake).toHaveBeenCalledTimes(1);
  const span = telemetry.startSpan('n', 'o');
  expect(span).toMatchObject({ name: 'n', operation: 'o', status: 'ok' });
  telemetry.endSpan(span);
  telemetry.emitSpan(span);
  telemetry.emitMetric({ name: 'm', type: 'counter', value: 1 });
  expect(wake).toHaveBeenCalledTimes(3);
  expect(
    [port.emitEvent, port.endSpan, port.emitSpan, port.emitMetric].map(
      (spy) => spy.mock.calls.length,
    ),
  ).toEqual([1, 1, 1, 1]);
});

it('logs no secret that a library put into an error', () => {
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const telemetry = createServerTelemetry({ logger, wake: () => undefined });
  const message = 'fetch of https://node.example/?api-key=k1 failed';
  const context = { reason: 'wss://me:k1@node.example/k1', apiKey: 'k1' };
  telemetry.emitEvent({ name: 'a.b', level: 'error', message, context });
  expect(logger.error).toHaveBeenCalledWith(
    { event: 'a.b', reason: 'wss://node.example', apiKey: '[redacted]' },
    'fetch of https://node.example failed',
  );
});
