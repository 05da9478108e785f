import { describe, expect, it } from 'vitest';

import { captureConsole } from '../testing/captureConsole.ts';
import { plain } from '../testing/records.ts';
import { createStderrTelemetry } from './stderrTelemetry.ts';

describe('createStderrTelemetry', () => {
  it('prints warnings and errors on the standard error, and nothing else anywhere', () => {
    const printed = captureConsole();
    const { port, warn } = createStderrTelemetry();
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      port.emitEvent({ level, name: 'event', message: `${level} message`, timestamp: 0 });
    }
    port.emitMetric({ name: 'metric', value: 1, type: 'counter', timestamp: 0 });
    warn('by hand');
    expect(plain(printed.err())).toBe('warn message\nerror message\nby hand\n');
    expect(printed.out()).toBe('');
  });

  it('keeps timings', () => {
    const { port, spans } = createStderrTelemetry();
    const span = port.startSpan('name', 'quote');
    port.endSpan(span);
    port.emitSpan({ ...span, operation: 'build' });
    expect(spans.map(({ operation }) => operation)).toEqual(['quote', 'build']);
  });
});
