import { describe, expect, it } from 'vitest';

import { createManualClock } from '../testing/manualClock.ts';
import { createTelemetryPinoAdapter, type TelemetryPinoConfig } from './telemetryPinoAdapter.ts';

function create(config: TelemetryPinoConfig = {}) {
  const lines: string[] = [];
  const clock = createManualClock(1_000);
  const stream = { write: (line: string) => void lines.push(line) };
  const adapter = createTelemetryPinoAdapter({ clock, stream, ...config });
  return { adapter, clock, records: () => lines.map((line): unknown => JSON.parse(line)) };
}

const SPAN = { name: 'execution.quote', operation: 'quote', startTime: 1, status: 'ok' } as const;

describe('createTelemetryPinoAdapter', () => {
  it('writes an event as one line of JSON', () => {
    const { adapter, records } = create();
    adapter.emitEvent({
      name: 'execution.trade.failed',
      level: 'warn',
      message: 'It failed.',
      context: { key: 'trade-1', lamports: 18_446_744_073_709_551_615n },
      timestamp: 7,
    });
    adapter.emitEvent({ name: 'x', level: 'error', message: 'm', error: { message: 'no' } });
    expect(records()).toEqual([
      {
        level: 'warn',
        time: 7,
        service: 'quantbot',
        event: 'execution.trade.failed',
        msg: 'It failed.',
        key: 'trade-1',
        lamports: '18446744073709551615',
      },
      {
        level: 'error',
        time: 1_000,
        service: 'quantbot',
        event: 'x',
        msg: 'm',
        error: { message: 'no' },
      },
    ]);
  });

  it('writes spans at debug alone, and no metrics', () => {
    const quiet = create();
    quiet.adapter.emitSpan(SPAN);
    expect(quiet.records()).toEqual([]);
    const { adapter, clock, records } = create({ level: 'debug' });
    adapter.emitMetric({ name: 'm', type: 'counter', value: 1 });
    adapter.emitSpan({ ...SPAN, endTime: 5, durationMs: 4, attributes: { key: 'trade-1' } });
    clock.advance(10);
    adapter.endSpan(adapter.startSpan('s', 'o'));
    expect(records()).toMatchObject([
      { level: 'debug', time: 5, event: 'execution.quote', durationMs: 4, key: 'trade-1' },
      { level: 'debug', time: 1_010, event: 's', operation: 'o' },
    ]);
  });

  it('cuts secrets out, by the name of a field and in URLs', () => {
    const { adapter, records } = create();
    adapter.emitEvent({
      name: 'n',
      level: 'info',
      message: 'https://node.example/?api-key=k1',
      context: { passphrase: 'k1', http: { authorization: 'k1' } },
    });
    expect(JSON.stringify(records())).not.toContain('k1');
    expect(records()).toMatchObject([
      {
        msg: 'https://node.example',
        passphrase: '[redacted]',
        http: { authorization: '[redacted]' },
      },
    ]);
  });

  it('closes at once where the caller has the stream', async () => {
    await expect(create().adapter.close()).resolves.toBeUndefined();
  });
});
