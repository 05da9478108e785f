import { describe, expect, it, vi } from 'vitest';

import { readEnvironment } from '../environment.ts';
import { createManualClock } from '../testing/manualClock.ts';
import { createProductionTelemetry } from './createProductionTelemetry.ts';

const clock = createManualClock(0);
const settingsOf = (env: Record<string, string>) => readEnvironment(env).telemetry;

describe('createProductionTelemetry', () => {
  it('keeps no metrics and opens nothing unless it is asked for', async () => {
    const telemetry = await createProductionTelemetry(settingsOf({}), clock);
    expect(await telemetry.renderMetrics()).toBe(
      '# No metrics are kept. Set EXECUTION_METRICS=true.\n',
    );
    expect(telemetry.metricsContentType).toContain('text/plain');
    await telemetry.close();
  });

  it('keeps metrics and writes lines at once', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const env = { EXECUTION_METRICS: 'true', EXECUTION_LOG_LEVEL: 'warn' };
    const { port, renderMetrics, close } = await createProductionTelemetry(settingsOf(env), clock);
    port.emitEvent({ name: 'execution.trade.failed', level: 'warn', message: 'It failed.' });
    port.emitEvent({ name: 'execution.endpoint.recovered', level: 'info', message: 'Well.' });
    const text = await renderMetrics();
    expect(text).toContain('quantbot_events_total{event="execution.trade.failed",level="warn"} 1');
    expect(text).toContain('event="execution.endpoint.recovered",level="info"} 1');
    await close();
    expect(written.mock.calls).toEqual([
      ['1970-01-01T00:00:00.000Z warn  execution.trade.failed It failed.\n'],
    ]);
    written.mockRestore();
  });

  it('opens JSON lines and traces as well, and closes them', async () => {
    const telemetry = await createProductionTelemetry(
      {
        ...settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }),
        logFormat: 'json',
        logLevel: 'error',
      },
      clock,
    );
    telemetry.port.emitEvent({ name: 'n', level: 'info', message: 'too quiet to be written' });
    await expect(telemetry.close()).resolves.toBeUndefined();
  });
});

describe('the environment', () => {
  it('says where telemetry goes', () => {
    expect(settingsOf({})).toEqual({
      logFormat: 'text',
      logLevel: 'info',
      metrics: false,
      otlpEndpoint: undefined,
      serviceName: 'quantbot',
    });
    expect(
      settingsOf({
        EXECUTION_LOG_FORMAT: 'none',
        EXECUTION_LOG_LEVEL: 'debug',
        EXECUTION_METRICS: 'true',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
        OTEL_SERVICE_NAME: 'live',
      }),
    ).toEqual({
      logFormat: 'none',
      logLevel: 'debug',
      metrics: true,
      otlpEndpoint: 'http://collector:4318',
      serviceName: 'live',
    });
  });

  it('refuses what it cannot use', () => {
    expect(() => settingsOf({ EXECUTION_LOG_FORMAT: 'xml' })).toThrow('EXECUTION_LOG_FORMAT');
    expect(() => settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' })).toThrow('OTEL_');
  });
});
