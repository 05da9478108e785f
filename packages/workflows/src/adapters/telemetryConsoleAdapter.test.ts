import { describe, expect, it } from 'vitest';

import { createManualClock } from '../testing/manualClock.ts';
import { createTelemetryConsoleAdapter } from './telemetryConsoleAdapter.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

function create(level?: Level) {
  const lines: string[] = [];
  const clock = createManualClock(0);
  const telemetry = createTelemetryConsoleAdapter({
    clock,
    writeLine: (line) => void lines.push(line),
    ...(level === undefined ? {} : { level }),
  });
  return { lines, clock, telemetry };
}

describe('createTelemetryConsoleAdapter', () => {
  it('writes events as lines, amounts in full', () => {
    const { lines, telemetry } = create();
    telemetry.emitEvent({
      name: 'trade.executed',
      level: 'info',
      message: 'The trade ran.',
      context: { lamports: 18_446_744_073_709_551_615n },
      timestamp: 1_700_000_000_000,
    });
    telemetry.emitEvent({
      name: 'trade.failed',
      level: 'error',
      message: 'It did not.',
      error: { message: 'no', code: 'BREAKER__OPEN' },
    });
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "2023-11-14T22:13:20.000Z info  trade.executed The trade ran. {"lamports":"18446744073709551615"}
      1970-01-01T00:00:00.000Z error trade.failed It did not. {"error":{"message":"no","code":"BREAKER__OPEN"}}"
    `);
  });

  it('leaves metrics, spans and lower levels out unless asked', () => {
    const quiet = create();
    const loud = create('debug');
    for (const { telemetry, clock } of [quiet, loud]) {
      telemetry.emitEvent({ name: 'e', level: 'debug', message: 'm' });
      telemetry.emitMetric({ name: 'trades', type: 'counter', value: 2, labels: { side: 'buy' } });
      const span = telemetry.startSpan('quote', 'execution');
      clock.advance(12);
      telemetry.endSpan({ ...span, attributes: { venue: 'v' } });
      telemetry.emitSpan({ ...span, status: 'cancelled' });
    }
    expect(quiet.lines).toEqual([]);
    expect(loud.lines.join('\n')).toMatchInlineSnapshot(`
      "1970-01-01T00:00:00.000Z debug e m
      1970-01-01T00:00:00.000Z debug trades 2 {"side":"buy"}
      1970-01-01T00:00:00.012Z debug execution.quote ok in 12 ms {"venue":"v"}
      1970-01-01T00:00:00.012Z debug execution.quote cancelled"
    `);
  });

  it('writes warnings only, when that is the level', () => {
    const { lines, telemetry } = create('warn');
    telemetry.emitEvent({ name: 'e', level: 'info', message: 'm' });
    telemetry.emitEvent({ name: 'e', level: 'warn', message: 'm' });
    expect(lines.length).toBe(1);
  });

  it('writes a line for a context that ends nowhere', () => {
    const { lines, telemetry } = create();
    const context: Record<string, unknown> = {};
    context['self'] = context;
    telemetry.emitEvent({ name: 'e', level: 'info', message: 'm', context });
    expect(lines).toEqual([
      '1970-01-01T00:00:00.000Z info  e m {"self":{"self":{"self":{"self":"[redacted]"}}}}',
    ]);
  });

  it('cuts secrets out, by the name of a field and in URLs', () => {
    const { lines, telemetry } = create('debug');
    telemetry.emitEvent({
      name: 'e',
      level: 'info',
      message: 'https://node.example/?api-key=k1',
      context: { jupiterApiKey: 'k1' },
      error: { message: 'https://me:k1@node.example' },
    });
    const span = telemetry.startSpan('quote', 'execution');
    telemetry.endSpan({ ...span, attributes: { url: 'wss://node.example/k1' } });
    expect(lines).toHaveLength(2);
    expect(lines.join('\n')).not.toContain('k1');
  });
});
